//! What the hostile provider can get wrong: one variant per row, or part of a row, that a relying
//! party must refuse, with the code that says so, and the oddities that it must accept.

/// Makes the enum and its lists out of the table below.
macro_rules! faults {
    ($($fine:ident)* ; $($stage:ident { $($fault:ident $code:literal)* })*) => {
        /// One oddity or fault. [`Fault::None`] is a well-behaved provider.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub(crate) enum Fault {
            $($fine,)*
            $($($fault,)*)*
        }

        impl Fault {
            /// What is within the standard.
            pub(crate) const ACCEPTED: &[Self] = &[$(Self::$fine,)*];

            /// What is refused at `stage`, each with its code.
            pub(crate) const fn refused_at(stage: Stage) -> &'static [(Self, &'static str)] {
                match stage {
                    $(Stage::$stage => &[$((Self::$fault, concat!("DW-OIDC-", $code)),)*],)*
                }
            }
        }

        /// Where a fault shows.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Stage {
            $($stage,)*
        }
    };
}

// Faults with one code are one rule broken in several ways.
faults! {
    None
    AudArrayOfOne
    FloatTimes
    NoKidOneKey
    NoKidSeveralKeys
    UnknownKeyFirst
    SignsEs256
    SignsPs256
    SignsHs256
    RotatesKeys
    IssuerWithSlash
    PostOnly
    PostOfBoth
    PostUnsaid
    SignedUserinfo
    NoUserinfo
    UserinfoDownButAddressInToken
    EmailUnverified
    EmailVerifiedAsText
    // Signs in where no address is needed.
    EmailAsArray
    ;
    Discovery {
        IssuerWrong "009"
        IssuerMissing "008"
        DiscoveryRedirect "005"
        DiscoveryFile "011"
        DiscoverySlow "003"
        DiscoveryNoJwks "010"
        Discovery500 "004"
        DiscoveryHtml "007"
        DiscoveryHuge "006"
        DiscoveryCut "002"
    }
    Response {
        StateWrong "033"
        StateMissing "032"
        StateTwice "039"
        ResponseIssWrong "035"
        ResponseIssMissing "034"
        TwoCodes "031"
        CodeAndError "036"
        NoCode "037"
        HugeCode "030"
        ErrorWithMarkup "040"
        Denied "038"
    }
    TokenAnswer {
        NoIdToken "053"
        NoAccessToken "050"
        NoTokenType "051"
        TokenTypeMac "052"
        ErrorWith200 "049"
        InvalidClient "047"
        InvalidGrant "048"
        TokenHtml "046"
        TokenEmpty "046"
        TokenTruncated "046"
        TokenArray "046"
        TokenNull "046"
        TokenDeep "046"
        TokenHuge "045"
        TokenRedirect "044"
        TokenCut "041"
        TokenSlow "042"
        Token500 "043"
    }
    Form {
        AlgNone "066"
        AlgNoneCased "066"
        SignatureStripped "066"
        AlgNotAnnounced "067"
        BadRs256 "071"
        BadEs256 "071"
        BadHs256 "071"
        ConfusedWithPem "073"
        ConfusedWithModulus "073"
        ConfusedWithNothing "073"
        ConfusedWithSecret "073"
        HeaderJwk "065"
        HeaderJku "065"
        HeaderX5u "065"
        HeaderX5c "065"
        Crit "064"
        B64 "064"
        TypAccess "068"
        TypLogout "068"
        TwoParts "060"
        FourParts "060"
        FiveParts "062"
        Padded "060"
        Garbage "060"
        ClaimTwice "072"
        PayloadList "072"
    }
    Claims {
        IssWrong "081"
        IssMissing "080"
        IssSlash "098"
        IssScheme "098"
        SubMissing "082"
        SubEmpty "082"
        SubNumber "082"
        SubNull "082"
        SubLong "082"
        AudMissing "083"
        AudWrong "084"
        AudPrefix "084"
        AudEmpty "084"
        AudForeign "085"
        AzpWrong "086"
        ExpPast "089"
        ExpMissing "087"
        ExpText "087"
        ExpNegative "087"
        ExpAbsurd "088"
        IatMissing "090"
        IatTomorrow "091"
        Iat1970 "092"
        NbfFuture "094"
        NonceWrong "096"
        NonceMissing "095"
        AtHashWrong "097"
    }
    Keys {
        KidUnknown "069"
        KidPath "069"
        NoKidForeignKey "074"
        KeysEmpty "026"
        KeysHtml "025"
        Keys500 "022"
        KeysSlow "021"
        KeysRedirect "023"
        KeysHuge "024"
        KeysCut "020"
        KeysWeak "075"
        KeysForEncryption "076"
        KeysOtherAlg "077"
        KeysPrivate "012"
    }
    Userinfo {
        UserinfoSubDiffers "107"
        UserinfoSubMissing "106"
        UserinfoHtml "105"
        Userinfo401 "102"
        Userinfo500 "102"
        UserinfoUnsigned "108"
        UserinfoForeignKey "108"
        UserinfoForAnother "109"
        UserinfoRedirect "103"
        UserinfoHuge "104"
        UserinfoCut "100"
        UserinfoSlow "101"
    }
}

impl Fault {
    /// Whether both sides must have agreed on HS256 for it to show.
    pub(crate) const fn needs_hs256(self) -> bool {
        matches!(self, Self::SignsHs256 | Self::BadHs256)
    }

    /// Whether somebody has to wait for a deadline to pass.
    pub(crate) const fn is_slow(self) -> bool {
        matches!(self, Self::DiscoverySlow | Self::KeysSlow | Self::TokenSlow | Self::UserinfoSlow)
    }
}

impl Stage {
    /// How often the token endpoint, the key set and userinfo may have been asked when a fault of
    /// this stage has been refused: whatever comes after the fault, never.
    pub(crate) const fn most(self) -> [(&'static str, u32); 3] {
        let (token, keys, userinfo) = match self {
            Self::Discovery | Self::Response => (0, 0, 0),
            Self::TokenAnswer => (1, 0, 0),
            Self::Form | Self::Claims => (1, 1, 0),
            // A key that is not there is looked for once more.
            Self::Keys => (1, 2, 0),
            Self::Userinfo => (1, 1, 1),
        };
        [("/token", token), ("/jwks", keys), ("/userinfo", userinfo)]
    }
}
