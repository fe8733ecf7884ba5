//! Bars.

/// A bar of `width` columns that is filled for `done` of `total`; `plain` uses ASCII.
pub fn bar(done: usize, total: usize, width: usize, plain: bool) -> String {
    let filled = (done.min(total) * width + total / 2).checked_div(total).unwrap_or(0);
    // Neither empty nor full unless it is.
    let filled = if done > 0 && filled == 0 {
        1
    } else if done < total && filled == width {
        width - 1
    } else {
        filled
    };
    let (full, empty) = if plain { ('#', '-') } else { ('█', '░') };
    std::iter::repeat_n(full, filled).chain(std::iter::repeat_n(empty, width - filled)).collect()
}

#[cfg(test)]
mod tests {
    use super::bar;

    #[test]
    fn a_bar_is_full_only_when_all_is_done() {
        for (done, expected) in [(0, "----"), (1, "#---"), (50, "##--"), (99, "###-"), (100, "####")] {
            assert_eq!(bar(done, 100, 4, true), expected);
        }
        assert_eq!(bar(0, 0, 3, true), "---");
    }
}
