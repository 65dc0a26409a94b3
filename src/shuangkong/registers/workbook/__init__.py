"""Workbooks in and out (工作簿): templates, filings, and the copy with the wrong cells marked."""
