//! Who gets in: `LobeChat`'s order of questions, with the modes that it lacks.

/// Who gets in besides people who have signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Everybody, without a word.
    Open,
    /// Whoever knows a code.
    CodeOrSignIn,
    /// Nobody.
    SignInOnly,
}

impl Mode {
    /// The mode of these settings. To let everybody in takes a word of its own: without codes,
    /// `LobeChat` is open to the world even where people can sign in. Codes go before that word.
    pub const fn of(has_codes: bool, anonymous: bool) -> Self {
        match (has_codes, anonymous) {
            (true, _) => Self::CodeOrSignIn,
            (false, true) => Self::Open,
            (false, false) => Self::SignInOnly,
        }
    }
}

/// What a request says about the code in its headers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Code {
    /// Nothing.
    Missing,
    /// Something that has not been compared with the codes yet.
    Unchecked,
    /// One of the codes.
    Right,
    /// None of the codes.
    Wrong,
}

/// In which state the header came that carries code and key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Carried {
    /// It did not come.
    Missing,
    /// It was read.
    Read,
    /// Nothing could be made of it.
    Unreadable,
    /// It is a token whose time is over, or has not come: the client's clock is wrong.
    Expired,
}

/// All that is known of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts {
    /// Where Clerk is on: whether it knows the person. The oldest generations knew no Clerk.
    pub clerk: Option<bool>,
    /// Whether a verified session is under the request. A header that claims one is none.
    pub signed_in: bool,
    /// Whether the request comes from a guest whose code still counts.
    pub guest: bool,
    /// Whether it brings a key of its own for the model.
    pub own_key: bool,
    /// What it says about a code.
    pub code: Code,
    /// How the header came that carries both.
    pub carried: Carried,
}

/// What to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Let it in.
    Allow(Why),
    /// Compare the code first, then decide again: nothing else lets it in.
    CheckCode,
    /// Refuse it.
    Refuse(Refusal),
}

/// Why a request is let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// Clerk knows the person.
    Clerk,
    /// The person has signed in.
    Session,
    /// It pays for itself; this proves nothing about who asks.
    OwnKey,
    /// Everybody is let in.
    Anonymous,
    /// A guest who gave a code before.
    Guest,
    /// It gives a right code.
    Code,
}

impl Why {
    /// The word for proxies and logs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Clerk => "clerk",
            Self::Session => "session",
            Self::OwnKey => "own-key",
            Self::Anonymous => "anonymous",
            Self::Guest => "guest",
            Self::Code => "code",
        }
    }
}

/// Why a request is not let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Clerk is on and does not know the person.
    InvalidClerkUser,
    /// The code is wrong or missing, or no code would help.
    InvalidAccessCode,
    /// Nothing was carried at all.
    Nothing,
    /// What was carried cannot be read.
    Unreadable,
    /// What was carried is a token of another time.
    ClockDiffers,
}

/// Decides.
///
/// The order is that of the late 1.x: Clerk alone where it is on, then the session, a key of one's
/// own, the open door, the code. Without Clerk it is that of 2024 as well.
pub const fn decide(mode: Mode, facts: Facts) -> Decision {
    match facts.clerk {
        Some(true) => return Decision::Allow(Why::Clerk),
        Some(false) => return Decision::Refuse(Refusal::InvalidClerkUser),
        None => {}
    }
    if facts.signed_in {
        return Decision::Allow(Why::Session);
    }
    if facts.own_key {
        return Decision::Allow(Why::OwnKey);
    }
    match mode {
        Mode::Open => Decision::Allow(Why::Anonymous),
        Mode::CodeOrSignIn if facts.guest => Decision::Allow(Why::Guest),
        Mode::CodeOrSignIn => match facts.code {
            Code::Right => Decision::Allow(Why::Code),
            Code::Unchecked => Decision::CheckCode,
            Code::Wrong => Decision::Refuse(Refusal::InvalidAccessCode),
            Code::Missing => Decision::Refuse(empty_handed(facts.carried)),
        },
        Mode::SignInOnly => Decision::Refuse(match facts.code {
            Code::Missing => empty_handed(facts.carried),
            Code::Right | Code::Wrong | Code::Unchecked => Refusal::InvalidAccessCode,
        }),
    }
}

/// The refusal of a request without a code.
const fn empty_handed(carried: Carried) -> Refusal {
    match carried {
        Carried::Missing => Refusal::Nothing,
        Carried::Read => Refusal::InvalidAccessCode,
        Carried::Unreadable => Refusal::Unreadable,
        Carried::Expired => Refusal::ClockDiffers,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOBODY: Facts = Facts {
        clerk: None,
        signed_in: false,
        guest: false,
        own_key: false,
        code: Code::Missing,
        carried: Carried::Missing,
    };

    const MODES: [Mode; 3] = [Mode::Open, Mode::CodeOrSignIn, Mode::SignInOnly];

    /// Every combination of facts.
    fn every_case() -> impl Iterator<Item = Facts> {
        let codes = [Code::Missing, Code::Unchecked, Code::Right, Code::Wrong];
        let carried = [Carried::Missing, Carried::Read, Carried::Unreadable, Carried::Expired];
        let clerk = [None, Some(false), Some(true)];
        (0..4 * 4 * 3 * 8_usize).map(move |n| Facts {
            code: codes[n % 4],
            carried: carried[n / 4 % 4],
            clerk: clerk[n / 16 % 3],
            signed_in: (n / 48) & 1 != 0,
            guest: (n / 48) & 2 != 0,
            own_key: (n / 48) & 4 != 0,
        })
    }

    #[test]
    fn the_order_of_questions_is_the_documented_one() {
        use Decision::{Allow, CheckCode, Refuse};
        let read = Facts { carried: Carried::Read, ..NOBODY };
        let mode = Mode::CodeOrSignIn;
        for (facts, expected) in [
            (Facts { signed_in: true, own_key: true, ..read }, Allow(Why::Session)),
            (Facts { own_key: true, code: Code::Wrong, ..read }, Allow(Why::OwnKey)),
            (Facts { code: Code::Unchecked, ..read }, CheckCode),
            (Facts { code: Code::Right, ..read }, Allow(Why::Code)),
            (Facts { code: Code::Wrong, ..read }, Refuse(Refusal::InvalidAccessCode)),
            (Facts { guest: true, ..NOBODY }, Allow(Why::Guest)),
            (read, Refuse(Refusal::InvalidAccessCode)),
            (NOBODY, Refuse(Refusal::Nothing)),
            (Facts { carried: Carried::Unreadable, ..NOBODY }, Refuse(Refusal::Unreadable)),
            (Facts { carried: Carried::Expired, ..NOBODY }, Refuse(Refusal::ClockDiffers)),
        ] {
            assert_eq!(decide(mode, facts), expected, "{facts:?}");
        }
        assert_eq!(decide(Mode::Open, NOBODY), Allow(Why::Anonymous));
    }

    /// Where Clerk is on, neither code nor key nor mode counts.
    #[test]
    fn clerk_alone_decides_where_it_is_on() {
        for facts in every_case().filter(|facts| facts.clerk.is_some()) {
            for mode in MODES {
                let expected = match facts.clerk {
                    Some(true) => Decision::Allow(Why::Clerk),
                    _ => Decision::Refuse(Refusal::InvalidClerkUser),
                };
                assert_eq!(decide(mode, facts), expected);
            }
        }
    }

    /// People can sign in and no code is set: nobody gets in without signing in or paying.
    #[test]
    fn sign_in_only_means_what_it_says() {
        for facts in every_case().filter(|facts| facts.clerk.is_none()) {
            let allowed = matches!(decide(Mode::SignInOnly, facts), Decision::Allow(_));
            assert_eq!(allowed, facts.signed_in || facts.own_key, "{facts:?}");
        }
        assert_eq!(Mode::of(false, false), Mode::SignInOnly);
    }

    #[test]
    fn a_code_is_compared_only_when_everything_depends_on_it() {
        for facts in every_case() {
            for mode in MODES {
                if decide(mode, facts) == Decision::CheckCode {
                    assert_eq!((mode, facts.code), (Mode::CodeOrSignIn, Code::Unchecked));
                    assert!(!facts.signed_in && !facts.own_key && !facts.guest);
                }
            }
        }
    }
}
