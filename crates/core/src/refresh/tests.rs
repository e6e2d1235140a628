use super::*;

fn digest(n: u8) -> Digest {
    Digest::new([n; 32])
}

fn family() -> Family {
    Family { generation: 5, current: digest(5), previous: Some(digest(4)) }
}

#[test]
fn the_current_token_rotates() {
    assert_eq!(decide(&family(), 5, &digest(5)), Decision::Rotate);
}

#[test]
fn the_token_before_is_replayed_until_its_successor_is_used() {
    assert_eq!(decide(&family(), 4, &digest(4)), Decision::Replay);
    let used = Family { generation: 6, current: digest(6), previous: Some(digest(5)) };
    assert_eq!(decide(&used, 4, &digest(4)), Decision::RevokeFamily);
}

#[test]
fn a_token_of_another_branch_is_refused() {
    assert_eq!(decide(&family(), 5, &digest(9)), Decision::Refuse);
    assert_eq!(decide(&family(), 6, &digest(6)), Decision::Refuse);
    assert_eq!(decide(&family(), -1, &digest(5)), Decision::Refuse);
    assert_eq!(decide(&family(), i64::MAX, &digest(5)), Decision::Refuse);
}

/// Checklist item 23.
/// Every way in which a client can lose answers, retry and open tabs, played against a model: an
/// honest client (which only ever presents a token that it received last or the one before) stays
/// in, and at no time do two different tokens both rotate.
#[test]
fn an_honest_client_is_never_signed_out_and_only_one_branch_lives() {
    // Each step: does the answer reach the client?
    for script in 0_u32..(1 << 12) {
        let mut family = Family { generation: 0, current: digest(0), previous: None };
        let mut held = 0_i64;
        for step in 0..12 {
            let token = digest(u8::try_from(held).unwrap());
            match decide(&family, held, &token) {
                Decision::Rotate => {
                    family.previous = Some(family.current);
                    family.generation += 1;
                    family.current = digest(u8::try_from(family.generation).unwrap());
                }
                Decision::Replay => {}
                other => panic!("script {script:b} step {step}: {other:?}"),
            }
            if script & (1 << step) != 0 {
                held = family.generation;
            }
            let rotating = (0..=family.generation).filter(|g| {
                decide(&family, *g, &digest(u8::try_from(*g).unwrap())) == Decision::Rotate
            });
            assert_eq!(rotating.count(), 1);
        }
    }
}
