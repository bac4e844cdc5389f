from core.settings import PROJECT
from core.settings_docs import env_example, with_table


def test_the_example_file_lists_the_settings_as_they_are():
    assert (PROJECT / ".env.example").read_text(encoding="utf-8") == env_example()


def test_the_guide_lists_the_settings_as_they_are():
    guide = (PROJECT / "docs" / "guide.md").read_text(encoding="utf-8")
    assert with_table(guide) == guide
