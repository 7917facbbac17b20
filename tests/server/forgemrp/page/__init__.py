"""The published page, sentence by sentence: each module checks what stands under some of its headings."""
