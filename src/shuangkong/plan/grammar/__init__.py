"""Grammar of plans (规划语法): words, numbers, years, names, clauses; from a sentence to drafts."""
