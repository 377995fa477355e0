//! Places for units (名额分配) in proportion to those who still need the class, by largest remainder.
//!
//! No unit gets more places than it has people who are eligible and not yet trained; every unit with such people gets
//! one first where there are places enough. Source: the practice of quota tables; the method is Hamilton's.

/// What a unit has to send.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Need {
    /// People who meet the conditions.
    pub eligible: u64,
    /// Of these, those who had the class.
    pub trained: u64,
}

impl Need {
    /// Who could still be sent.
    #[must_use]
    pub const fn left(&self) -> u64 {
        self.eligible.saturating_sub(self.trained)
    }
}

/// Shares `total` places among units; the sum is `total`, or everybody left where these are fewer.
#[must_use]
pub fn propose(total: u64, needs: &[Need]) -> Vec<u64> {
    let left: Vec<u64> = needs.iter().map(Need::left).collect();
    let wanting = u64::try_from(left.iter().filter(|n| **n > 0).count()).unwrap_or(u64::MAX);
    let least: Vec<u64> = left.iter().map(|n| u64::from(*n > 0 && total >= wanting)).collect();
    share(total, &left, &least)
}

/// Shares a structural minimum (so many women, so many outside the party) among units that can send such people, never
/// more than a unit's places. The sum is `least`, or as much as can be.
#[must_use]
pub fn propose_part(least: u64, places: &[u64], such: &[u64]) -> Vec<u64> {
    let room: Vec<u64> = places.iter().zip(such).map(|(places, such)| *places.min(such)).collect();
    share(least, &room, &vec![0; room.len()])
}

/// Largest remainder by weight, each at least `least` and at most its weight; of equal remainders the first wins.
fn share(total: u64, weight: &[u64], least: &[u64]) -> Vec<u64> {
    let all: u64 = weight.iter().sum();
    let total = total.min(all);
    if all == 0 {
        return vec![0; weight.len()];
    }
    let exact = |n: usize| u128::from(total) * u128::from(weight[n]);
    let floor = |n: usize| u64::try_from(exact(n) / u128::from(all)).unwrap_or(u64::MAX);
    let mut places: Vec<u64> = (0..weight.len()).map(|n| floor(n).max(least[n])).collect();
    let mut sum: u64 = places.iter().sum();
    // Each time the unit furthest above its exact share gives one back, or the one furthest below gets one.
    let above = |n: usize, places: &[u64]| (u128::from(places[n]) * u128::from(all)).cast_signed() - exact(n).cast_signed();
    while sum > total {
        let spare = (0..places.len()).filter(|n| places[*n] > least[*n]);
        let Some(n) = spare.max_by_key(|n| (above(*n, &places), *n)) else { break };
        places[n] -= 1;
        sum -= 1;
    }
    while sum < total {
        let room = (0..places.len()).filter(|n| places[*n] < weight[*n]);
        let Some(n) = room.min_by_key(|n| (above(*n, &places), *n)) else { break };
        places[n] += 1;
        sum += 1;
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn needs(left: &[u64]) -> Vec<Need> {
        left.iter().map(|n| Need { eligible: n + 1, trained: 1 }).collect()
    }

    #[test]
    fn by_largest_remainder() {
        // 10 places for 41, 33, 26: 4.1, 3.3, 2.6.
        assert_eq!(propose(10, &needs(&[41, 33, 26])), [4, 3, 3]);
        assert_eq!(propose(12, &needs(&[30, 0, 10, 2])), [8, 0, 3, 1]);
        // Never more than are left.
        assert_eq!(propose(12, &needs(&[3, 1])), [3, 1]);
        assert_eq!(propose(0, &needs(&[3, 1])), [0, 0]);
        assert!(propose(5, &[]).is_empty());
        // A small unit gets its one place where there are enough.
        assert_eq!(propose(10, &needs(&[500, 500, 1])), [5, 4, 1]);
        // Not where there are fewer places than units.
        assert_eq!(propose(2, &needs(&[5, 9, 1])), [1, 1, 0]);
    }

    #[test]
    fn structural_minima_fit_into_places() {
        assert_eq!(propose_part(3, &[4, 3, 3], &[10, 0, 5]), [2, 0, 1]);
        assert_eq!(propose_part(9, &[1, 2], &[5, 1]), [1, 1]);
    }

    proptest! {
        #[test]
        fn everything_is_given_and_nobody_gets_too_much(total in 0u64..200, left in proptest::collection::vec(0u64..60, 1..30)) {
            let places = propose(total, &needs(&left));
            let all: u64 = left.iter().sum();
            prop_assert_eq!(places.iter().sum::<u64>(), total.min(all));
            for (places, left) in places.iter().zip(&left) {
                prop_assert!(places <= left);
            }
            let wanting = left.iter().filter(|n| **n > 0).count() as u64;
            if total >= wanting {
                prop_assert!(places.iter().zip(&left).all(|(p, l)| *l == 0 || *p > 0));
            }
            // Who has more left never gets fewer.
            for (a, x) in left.iter().enumerate() {
                for (b, y) in left.iter().enumerate() {
                    prop_assert!(x <= y || places[a] + 1 > places[b], "{} {}", a, b);
                }
            }
        }

        /// Without the minimum in the way, each share is its exact one rounded down or up.
        #[test]
        fn shares_are_rounded_by_less_than_one(total in 30u64..200, left in proptest::collection::vec(20u64..60, 2..10)) {
            let all: u64 = left.iter().sum();
            prop_assume!(total <= all);
            for (places, left) in propose(total, &needs(&left)).iter().zip(&left) {
                let exact = total * left;
                prop_assert!(places * all < exact + all && (places + 1) * all > exact, "{} of {}", places, left);
            }
        }
    }
}
