//! A stream of numbers that never changes: a drill's address must mean the same in every version of the program.

/// SplitMix64 (Steele, Lea and Flood 2014): a few lines that no update of a library can change.
#[derive(Debug, Clone)]
pub struct Stream(u64);

impl Stream {
    /// The stream of a session, or of anything else that a number stands for.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The stream of one drill: kinds and levels with the same seed have nothing in common.
    pub(super) fn of(kind: &str, level: u8, seed: u64) -> Self {
        // FNV-1a.
        let hash = kind.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
        let mut stream = Self(hash ^ (u64::from(level) << 56));
        Self(stream.next() ^ seed.wrapping_mul(0x9e37_79b9_7f4a_7c15))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `bound`; 0 where there is none.
    pub fn below(&mut self, bound: u64) -> u64 {
        // The high half of the product: no number is preferred by more than bound / 2^64.
        let product = u128::from(self.next()) * u128::from(bound);
        u64::try_from(product >> 64).unwrap_or_default()
    }

    /// A number of a range, with both ends.
    pub(super) fn between(&mut self, least: u64, most: u64) -> u64 {
        least + self.below(most - least + 1)
    }

    /// One in two.
    pub(super) fn coin(&mut self) -> bool {
        self.below(2) == 1
    }

    /// One of a few.
    pub(super) fn pick<T: Copy, const N: usize>(&mut self, from: [T; N]) -> T {
        from[self.index(N)]
    }

    fn index(&mut self, length: usize) -> usize {
        usize::try_from(self.below(length as u64)).unwrap_or_default()
    }

    /// Puts a list into any order.
    pub fn shuffle<T>(&mut self, list: &mut [T]) {
        for last in (1..list.len()).rev() {
            list.swap(last, self.index(last + 1));
        }
    }

    /// So many of a range, each once, ascending; fewer where the range has no more.
    pub(super) fn several(&mut self, count: usize, least: u64, most: u64) -> Vec<u64> {
        let mut all: Vec<u64> = (least..=most).collect();
        self.shuffle(&mut all);
        all.truncate(count);
        all.sort_unstable();
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stream_is_that_of_the_paper_and_never_changes() {
        // The reference implementation's first numbers for the seed 1234567.
        let mut stream = Stream::new(1_234_567);
        let first: Vec<u64> = (0..3).map(|_| stream.next()).collect();
        assert_eq!(first, [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423]);
    }

    #[test]
    fn every_number_below_the_bound_comes_and_no_other() {
        let mut stream = Stream::of("lifecycle", 2, 7);
        let mut seen = [0; 6];
        for _ in 0..600 {
            seen[stream.index(6)] += 1;
        }
        assert!(seen.iter().all(|count| *count > 50), "{seen:?}");
        assert_eq!(stream.below(0), 0);
        assert_eq!(stream.several(9, 3, 5), [3, 4, 5]);
    }

    #[test]
    fn kinds_and_levels_have_streams_of_their_own() {
        let first = |kind, level, seed| Stream::of(kind, level, seed).next();
        assert_ne!(first("ports", 1, 1), first("sizes", 1, 1));
        assert_ne!(first("ports", 1, 1), first("ports", 2, 1));
        assert_ne!(first("ports", 1, 1), first("ports", 1, 2));
    }
}
