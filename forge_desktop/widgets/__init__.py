"""Small things on the screen that know no resource: colours, icons, cells, labels, buttons, chips and lines.

Context: pages and dialogs must look and behave alike in three themes, take hostile text from strangers without
harm, and paint tables of a million rows without stalling.
Decision: Qt's Fusion style with our own palettes, one generated style sheet for Qt's own inputs, and a few
widgets that paint themselves from `tokens`. Text is plain everywhere. Cells are painted by one delegate from
`domain.show.Cell`; no widget per row.
Rejected: theme packages (no longer kept), a QML scene beside the widgets (two worlds to test), a Python
proxy style (it is called for every primitive of every widget).
Consequence: a colour is changed in `tokens` alone; a widget repaints on Qt's own style change event and needs
no subscription.
"""
