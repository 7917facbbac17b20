"""What a person works in: pages with filters, table and preview, and the detail of one record.

Context: every resource needs the same page, and a page must never stand between a person and the data.
Decision: one `page.Page` for all resources, drawn from the declaration; it shows and asks, and emits wishes as
signals. What a person arranged (columns, order, filters, saved views) is plain JSON in `page_state`, stored by
whoever opened the page.
Rejected: a page class per resource (each would grow its own rules), widgets per row, Qt Designer files.
Consequence: a new resource needs no code here; a page knows neither network nor session.
"""
