"""Plans written in Word, made here with python-docx or by hand."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import docx
import pytest
from docx.oxml import OxmlElement
from hypothesis import given, settings
from hypothesis import strategies as st

from shuangkong.errors import ProblemsFound
from shuangkong.plan.document import PlanText, read_document
from shuangkong.plan.document.word import docx_text

NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def read_word(folder: Path, data: bytes, name: str = "plan.docx") -> PlanText:
    path = folder / name
    path.write_bytes(data)
    return read_document(path)


def code_of(folder: Path, data: bytes, name: str = "plan.docx") -> str:
    with pytest.raises(ProblemsFound) as found:
        read_word(folder, data, name)
    (problem,) = found.value.problems
    for language in ("zh", "en"):
        assert name in problem.text(language)
    return problem.code


def package(xml: str, **others: str) -> bytes:
    """Return a .docx that holds nothing but the document part and the others given."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", xml)
        for name, part in others.items():
            archive.writestr(f"word/{name}.xml", f"<w:{name} {NAMESPACE}>{part}</w:{name}>")
    return target.getvalue()


def body(content: str, **others: str) -> bytes:
    return package(f"<w:document {NAMESPACE}><w:body>{content}</w:body></w:document>", **others)


def saved(document: docx.document.Document) -> bytes:
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def test_paragraphs_and_tables_in_order(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("一、主要目标")
    paragraph = document.add_paragraph("到2025年，下降")
    paragraph.add_run("15").bold = True
    paragraph.add_run("%。")
    table = document.add_table(rows=2, cols=3)
    for at, words in enumerate(("县区", "2020年", "2025年", "东河县", "", "14.5%")):
        table.cell(at // 3, at % 3).text = words
    document.add_paragraph("二、保障措施")
    read = read_word(tmp_path, saved(document))
    assert read.text.split("\n") == [
        "一、主要目标",
        "到2025年，下降15%。",
        "县区\t2020年\t2025年",
        "东河县\t\t14.5%",
        "二、保障措施",
    ]
    assert (read.source, read.format, len(read.sha256)) == ("plan.docx", "docx", 64)


def test_deleted_and_hidden_words_are_not_read(tmp_path: Path) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("下降15%")
    paragraph.add_run("下降16%").font.hidden = True
    paragraph.add_run("以上").font.hidden = False
    deleted = OxmlElement("w:del")
    deleted.append(document.add_paragraph().add_run("下降17%")._r)
    paragraph._p.append(deleted)
    assert read_word(tmp_path, saved(document)).text == "下降15%以上"


def test_breaks_tabs_and_text_boxes(tmp_path: Path) -> None:
    inside = "<w:txbxContent><w:p><w:r><w:t>框内</w:t></w:r></w:p></w:txbxContent>"
    box = f"<w:r><w:drawing>{inside}</w:drawing></w:r>"
    content = f"<w:p><w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t><w:br/><w:t>丙</w:t></w:r>{box}</w:p>"
    assert read_word(tmp_path, body(content)).text == "甲\t乙\n丙\n框内"


def level(depth: int, signs: str, shown: str) -> str:
    marks = f'<w:start w:val="1"/><w:numFmt w:val="{signs}"/><w:lvlText w:val="{shown}"/>'
    return f'<w:lvl w:ilvl="{depth}">{marks}</w:lvl>'


def listed(words: str, number: int, depth: int) -> str:
    place = f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>'
    return f"<w:p><w:pPr>{place}</w:pPr><w:r><w:t>{words}</w:t></w:r></w:p>"


def test_automatic_numbers_are_shown(tmp_path: Path) -> None:
    levels = level(0, "chineseCounting", "%1、") + level(1, "chineseCountingThousand", "（%2）")
    levels += level(2, "decimal", "%3.") + level(3, "bullet", "●")
    anew = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    numbering = f'<w:abstractNum w:abstractNumId="7">{levels}</w:abstractNum>'
    numbering += '<w:num w:numId="3"><w:abstractNumId w:val="7"/></w:num>'
    numbering += f'<w:num w:numId="4"><w:abstractNumId w:val="7"/>{anew}</w:num>'
    place = '<w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="3"/></w:numPr></w:pPr>'
    styles = f'<w:style w:styleId="Base">{place}</w:style>'
    styles += '<w:style w:styleId="Own"><w:basedOn w:val="Base"/></w:style>'
    styled = '<w:p><w:pPr><w:pStyle w:val="Own"/></w:pPr><w:r><w:t>工程</w:t></w:r></w:p>'
    content = listed("要求", 3, 0) + listed("任务", 3, 0) + styled + styled + listed("5万千瓦", 3, 2)
    content += listed("措施", 3, 0) + styled + listed("点", 3, 3) + listed("附件", 4, 0) + listed("无", 0, 0)
    text = read_word(tmp_path, body(content, numbering=numbering, styles=styles)).text
    assert text.split("\n") == [
        *("一、要求", "二、任务", "（一）工程", "（二）工程", "1. 5万千瓦"),
        *("三、措施", "（一）工程", "点", "一、附件", "无"),
    ]


def test_docx_without_text(tmp_path: Path) -> None:
    assert code_of(tmp_path, saved(docx.Document())) == "docx_without_text"


@pytest.mark.parametrize(
    "data",
    [
        b"PK\x03\x04 cut off",
        b"no archive at all",
        package("<w:document"),
        package("<document/>"),
        saved(docx.Document())[:2000],
    ],
    ids=["cut", "text", "xml", "no_body", "half"],
)
def test_docx_damaged(tmp_path: Path, data: bytes) -> None:
    assert code_of(tmp_path, data) == "docx_damaged"


def test_docx_expands(tmp_path: Path) -> None:
    data = body("<w:p/>" * 6_000_000)
    assert len(data) < 200_000
    assert code_of(tmp_path, data) == "docx_expands"


def test_docx_encrypted(tmp_path: Path) -> None:
    assert code_of(tmp_path, OLD_WORD + "EncryptedPackage".encode("utf-16-le")) == "docx_encrypted"


def test_a_document_type_that_names_a_file_is_refused(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("机密", encoding="utf-8")
    entity = f'<!DOCTYPE w:document [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
    content = f"<w:document {NAMESPACE}><w:body><w:p><w:r><w:t>甲&x;</w:t></w:r></w:p></w:body></w:document>"
    assert code_of(tmp_path, package(entity + content)) == "docx_damaged"


def test_entities_that_multiply_are_refused(tmp_path: Path) -> None:
    entities = '<!ENTITY a0 "lol">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 9))
    content = f"<w:document {NAMESPACE}><w:body><w:p><w:r><w:t>&a8;</w:t></w:r></w:p></w:body></w:document>"
    assert code_of(tmp_path, package(f"<!DOCTYPE d [{entities}]>{content}")) == "docx_damaged"


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2000), st.binary(min_size=1, max_size=8))
def test_a_corrupted_package_is_read_or_refused(at: int, noise: bytes) -> None:
    data = body("<w:p><w:r><w:t>到2025年下降15%。</w:t></w:r></w:p>" * 20)
    try:
        docx_text(data[:at] + noise + data[at + len(noise) :], "plan.docx")
    except ProblemsFound as found:
        assert [problem.code for problem in found.problems] in (["docx_damaged"], ["docx_without_text"])


def test_doc_no_converter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert code_of(tmp_path, OLD_WORD, "plan.doc") == "doc_no_converter"


def converter(folder: Path, name: str, script: str) -> None:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)


def test_doc_through_catdoc(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    converter(tmp_path, "catdoc", 'echo "到2025年下降15%。"')
    assert read_word(tmp_path, OLD_WORD, "plan.doc").text == "到2025年下降15%。\n"


def test_doc_through_libreoffice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    converter(tmp_path, "soffice", 'echo "到2025年下降15%。" > "$7/plan.txt"')
    assert read_word(tmp_path, OLD_WORD, "plan.doc").text == "到2025年下降15%。\n"


@pytest.mark.parametrize("script", ["exit 1", "true", "echo", "kill -9 $$"])
def test_doc_damaged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    converter(tmp_path, "catdoc", script)
    assert code_of(tmp_path, OLD_WORD, "plan.doc") == "doc_damaged"
