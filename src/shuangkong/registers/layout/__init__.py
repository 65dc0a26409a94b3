"""Layouts (版式): how an existing workbook of an office is read as it is."""
