"""Files and texts: front matter, quizzes, WordPress, Markdown as HTML, differences, terms; without a database."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bonafides.kernel.errors import Invalid
from bonafides.programme.knowledge import formats, markdown, quizzes, terms, wordpress
from bonafides.programme.knowledge.differences import differences
from bonafides.programme.knowledge.formats import About, ResourceFile, Words
from bonafides.programme.knowledge.markdown import Term
from bonafides.programme.knowledge.vocabulary import Kind, Level, Tlp

WHOLE = ResourceFile(
    "a-guide",
    "ar",
    About(
        kind=Kind.TRAINING,
        level=Level.GROUPS,
        tlp=Tlp.RED,
        topics=("terms", "law"),
        services=("pasting",),
        overlays=("live",),
        laws=("TCO 3",),
        owner="Ada",
        as_of=date(2026, 3, 1),
        valid_until=date(2027, 3, 1),
        sources=({"title": "A source", "url": "https://example.org/a"},),
        legal_note=True,
    ),
    Words("دليل", "ملخص", "## نص\n\nكلام", "Who?\n+ A person\n- A filter\n= Because.", is_reviewed=False),
)


def test_a_file_that_is_written_is_read_back_whole() -> None:
    assert formats.parse(formats.written(WHOLE)) == WHOLE


def test_a_file_without_a_head_has_its_title_in_its_first_line() -> None:
    file = formats.parse("# A title\n\nText.")

    assert (file.slug, file.words.title, file.words.body) == ("a-title", "A title", "Text.")


def test_what_is_not_said_is_for_members_and_exit_support_is_public() -> None:
    plain = formats.parse("---\ntitle: A\n---\nText.").about
    exit_support = formats.parse("---\ntitle: A\ntopics: [exit]\n---\nText.").about

    assert (plain.level, plain.tlp) == (Level.MEMBERS, Tlp.GREEN)
    assert (exit_support.level, exit_support.tlp) == (Level.PUBLIC, Tlp.CLEAR)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("---\ntitle: [\n---\n", "head-unreadable"),
        ("---\n- a list\n---\n", "head-unreadable"),
        ("---\nkind: guidance\n---\nText.", "title-missing"),
        ("---\ntitle: A\nkind: poem\n---\n", "unknown-word"),
        ("---\ntitle: A\nlevel: everybody\n---\n", "unknown-word"),
        ("---\ntitle: A\nslug: ../x\n---\n", "slug"),
        ("---\ntitle: A\nslug: |\n  a\n  b\n---\n", "slug"),
        ("---\ntitle: A\nlanguage: tlh\n---\n", "language"),
        ("---\ntitle: A\nas_of: soon\n---\n", "not-a-date"),
        ("---\ntitle: A\ntopics: {a: b}\n---\n", "not-a-list"),
        ("---\ntitle: A\nquiz: [{question: Q}]\n---\n", "quiz-row"),
        ("---\ntitle: !!python/object:os.system A\n---\n", "head-unreadable"),
        ("", "title-missing"),
    ],
)
def test_what_cannot_be_understood_is_named(text: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        formats.parse(text)

    assert refused.value.code == code


# -- quizzes ----------------------------------------------------------------------------------------------------------


def test_a_quiz_is_read_as_it_is_typed() -> None:
    (question,) = quizzes.parse("Which?\n+ one\n- two\n+ three\n= Both.")

    assert (question.stem, question.options, question.right) == ("Which?", ("one", "two", "three"), frozenset({0, 2}))
    assert question.why == "Both."


@pytest.mark.parametrize("text", ["No options", "Q?\n+ only one", "Q?\n- wrong\n- wrong", "+ a\n- b"])
def test_a_question_that_cannot_be_asked_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        quizzes.parse(text)


def test_a_quiz_as_data_names_its_right_option_by_place_or_by_words() -> None:
    rows = [
        {"question": "Q?", "options": ["a", "b"], "answer": 1},
        {"question": "R?", "options": ["a", "b"], "answer": "a"},
    ]

    first, second = quizzes.parse(quizzes.from_front_matter(rows))

    assert (first.right, second.right) == (frozenset({1}), frozenset({0}))


# -- WordPress --------------------------------------------------------------------------------------------------------

WXR = """<?xml version="1.0"?>
<rss xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wp="http://wordpress.org/export/1.2/"><channel>
<item><title>A post</title><wp:post_name>a-post</wp:post_name><wp:post_type>post</wp:post_type>
<content:encoded><![CDATA[<h2>First</h2><p>Some <strong>words</strong> and a
<a href="https://example.org">link</a>.</p><ul><li>one</li></ul>
<script>alert(1)</script><a href="javascript:alert(1)">no</a>]]></content:encoded></item>
<item><title></title><wp:post_type>page</wp:post_type><content:encoded>Text</content:encoded></item>
<item><title>Empty</title><wp:post_type>page</wp:post_type><content:encoded></content:encoded></item>
<item><title>A picture</title><wp:post_type>attachment</wp:post_type></item>
</channel></rss>"""


def test_posts_become_markdown_and_bad_ones_are_named() -> None:
    post, untitled, empty = wordpress.posts_in(WXR.encode())

    assert post.file is not None
    assert post.file.slug == "a-post"
    assert "## First" in post.file.words.body
    assert "**words**" in post.file.words.body
    assert "[link](https://example.org)" in post.file.words.body
    assert "alert" not in post.file.words.body
    assert [each.problem.code for each in (untitled, empty) if each.problem] == ["title-missing", "post-empty"]


@pytest.mark.parametrize(
    "data",
    [b"<rss><item>", b'<!DOCTYPE r [<!ENTITY a "b">]><r>&a;</r>', b'<!DOCTYPE r SYSTEM "file:///etc/passwd"><r/>'],
)
def test_what_is_no_export_or_an_attack_is_refused(data: bytes) -> None:
    with pytest.raises(Invalid):
        wordpress.posts_in(data)


# -- Markdown as HTML -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "<img src=x onerror=alert(1)>",
        "![x](https://example.org/x.png)",
        "[x](data:text/html;base64,AAAA)",
        '<a href="https://example.org" onclick="x()">x</a>',
        "<style>p{}</style>",
        "<iframe src='https://example.org'></iframe>",
    ],
)
def test_nothing_of_a_text_runs_or_loads(text: str) -> None:
    tags = " ".join(re.findall(r"<[a-z][^>]*>", markdown.rendered(text)))

    assert not [
        bad for bad in ("<script", "<img", "<style", "<iframe", "javascript:", "data:", "onclick") if bad in tags
    ]


@given(st.text(max_size=200))
def test_whatever_is_written_comes_out_as_tags_of_the_list(text: str) -> None:
    used = set(re.findall(r"<([a-z][a-z0-9]*)", markdown.rendered(text)))

    assert used <= {*markdown.TAGS, "div"}


def test_the_first_use_of_a_term_shows_its_meaning() -> None:
    terms_ = (Term("removal order", 'An "order".', "/knowledge/read/glossary/#removal-order"),)

    html = markdown.rendered("## A removal order\n\nA removal order is no removal order.", terms_)

    assert html.count('class="term"') == 1
    assert 'title="An &quot;order&quot;."' in html
    assert "<h2" in html.split('class="term"')[0]


def test_an_everyday_word_is_not_linked() -> None:
    assert 'class="term"' not in markdown.rendered("A case.", (Term("case", "All reports.", "/x"),))


def test_tables_scroll_and_headings_have_anchors() -> None:
    html = markdown.rendered("# One\n\n| a | b |\n|---|---|\n| 1 | 2 |")

    assert '<h2 id="one">' in html
    assert '<div class="table-scroll"' in html
    assert markdown.headings_of("## Über uns\n") == [("Über uns", "über-uns")]


def test_terms_are_the_first_two_cells_of_a_row() -> None:
    (entry,) = terms.entries_of("| term | meaning |\n|---|---|\n| Band | A range. |")

    assert (entry.term, entry.meaning, entry.anchor) == ("Band", "A range.", "band")


# -- differences ------------------------------------------------------------------------------------------------------


def test_a_changed_line_is_shown_twice_with_its_words_marked() -> None:
    removed, added = differences("one step after", "one step before")

    assert (removed.sort, added.sort) == ("removed", "added")
    assert ("after", True) in removed.pieces
    assert ("before", True) in added.pieces


def test_long_unchanged_stretches_are_a_gap() -> None:
    same = "\n".join(map(str, range(20)))

    sorts = [line.sort for line in differences(same, f"{same}\nnew")]

    assert sorts == ["same", "same", "gap", "same", "same", "added"]


@given(st.text(max_size=80), st.text(max_size=80))
def test_the_removed_and_added_lines_give_both_texts_back(old: str, new: str) -> None:
    lines = differences(old, new)
    shown = ["".join(piece for piece, _is_new in line.pieces) for line in lines if line.sort == "removed"]

    assert all(line in old.splitlines() for line in shown)
