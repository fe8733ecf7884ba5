//! Tables as text: sections that begin with `@name`, in the order of their names, so that one is found without reading the others.

/// The lines of a section, by its name; the table begins with comments.
pub(super) fn section(table: &'static str, name: &str) -> Option<Section> {
    let (mut low, mut high) = (table.find("\n@")?, table.len());
    while low < high {
        let middle = low + (high - low) / 2;
        // The section in which the middle lies; its mark is two bytes.
        let start = table[..(middle + 2).min(table.len())].rfind("\n@").filter(|start| *start >= low)?;
        let found = Section::at(table, start);
        match found.name.cmp(name) {
            std::cmp::Ordering::Equal => return Some(found),
            std::cmp::Ordering::Less => low = start + 2 + found.name.len() + 1 + found.lines.len(),
            std::cmp::Ordering::Greater => high = start,
        }
    }
    None
}

/// All sections in their order.
pub(super) fn sections(table: &'static str) -> impl Iterator<Item = Section> {
    table.match_indices("\n@").map(move |(start, _)| Section::at(table, start))
}

/// A section of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Section {
    /// What stands after the `@`.
    pub name: &'static str,
    /// The lines below, without the end of the last.
    pub lines: &'static str,
}

impl Section {
    /// The section whose mark, a line's end and `@`, is at `start`.
    fn at(table: &'static str, start: usize) -> Self {
        let rest = &table[start + 2..];
        let whole = &rest[..rest.find("\n@").unwrap_or(rest.len())];
        let (name, lines) = whole.split_once('\n').unwrap_or((whole, ""));
        Self { name, lines }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_section_is_found_by_its_name_and_by_no_other() {
        const TABLE: &str = "# comment\n@a\nL X\n@b\n@bb\nL Y\nW Z\n@c\nR V";
        let names: Vec<_> = sections(TABLE).map(|section| section.name).collect();
        assert_eq!(names, ["a", "b", "bb", "c"]);
        for expected in sections(TABLE) {
            assert_eq!(section(TABLE, expected.name), Some(expected));
        }
        assert_eq!(section(TABLE, "bb").map(|section| section.lines), Some("L Y\nW Z"));
        for name in ["", "0", "aa", "ab", "bbb", "d", "comment", "L X"] {
            assert_eq!(section(TABLE, name), None, "{name}");
        }
    }
}
