//! A small generator of pseudo-random numbers (splitmix64): the same seed gives the same city on every machine and in
//! every version, which no outside crate promises.

/// A stream of numbers.
#[derive(Clone)]
pub(super) struct Chance(u64);

impl Chance {
    /// The stream of one theme and one number within it, so that a person comes out the same in whatever order people
    /// are made.
    pub(super) fn of(seed: u64, theme: &str, n: u64) -> Self {
        let mut hash = 0xcbf2_9ce4_8422_2325_u64;
        for byte in theme.bytes() {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
        let mut chance = Self(seed ^ hash);
        chance.0 = chance.roll() ^ n.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        chance.roll();
        chance
    }

    pub(super) fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// From 0 to `n - 1`; 0 where `n` is 0.
    pub(super) fn below(&mut self, n: usize) -> usize {
        ((u128::from(self.roll()) * n as u128) >> 64) as usize
    }

    /// From `low` to `high`, both included.
    pub(super) fn between(&mut self, low: i64, high: i64) -> i64 {
        low + self.below((high - low + 1).max(1) as usize) as i64
    }

    /// True `per_mille` times out of a thousand.
    pub(super) fn hit(&mut self, per_mille: u32) -> bool {
        self.below(1000) < per_mille as usize
    }

    /// One of them.
    pub(super) fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }

    /// The position of one, by weight.
    pub(super) fn weighted<T>(&mut self, of: &[T], weight: impl Fn(&T) -> u32) -> usize {
        let total: u64 = of.iter().map(|t| u64::from(weight(t))).sum();
        let mut left = self.below(total as usize) as u64;
        for (i, item) in of.iter().enumerate() {
            let w = u64::from(weight(item));
            if left < w {
                return i;
            }
            left -= w;
        }
        0
    }

    /// From `low` to `high` in steps of a quarter, as hours are counted.
    pub(super) fn quarters(&mut self, low: f64, high: f64) -> f64 {
        self.between((low * 4.0) as i64, (high * 4.0) as i64) as f64 / 4.0
    }
}
