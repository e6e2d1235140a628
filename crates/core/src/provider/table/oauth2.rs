//! Those that speak OAuth 2.0 without `OpenID` Connect.

use super::super::names::Names;
use super::super::{Dialect, Entry, OAuth2, Protocol, quirks};
use super::CURRENT;

/// GitHub, and GitHub Enterprise by `GITHUB_ENTERPRISE_BASE_URL`.
pub(super) const GITHUB: Entry = Entry {
    id: "github",
    name: "GitHub",
    scope: "read:user user:email",
    protocol: Protocol::OAuth2(OAuth2 {
        issuer: "https://github.com/login/oauth",
        response_issuer: Some("https://github.com/login/oauth"),
        authorization_endpoint: "https://github.com/login/oauth/authorize",
        token_endpoint: "https://github.com/login/oauth/access_token",
        profile_endpoint: "https://api.github.com/user",
        more_endpoint: Some("https://api.github.com/user/emails"),
        dialect: Dialect::Standard,
        read: quirks::github::read,
    }),
    names: Names { older: true, librechat: true, ..CURRENT },
};

/// Discord. Whoever has agreed once is not asked again.
pub(super) const DISCORD: Entry = Entry {
    id: "discord",
    name: "Discord",
    scope: "identify email",
    protocol: Protocol::OAuth2(OAuth2 {
        issuer: "https://discord.com",
        response_issuer: None,
        authorization_endpoint: "https://discord.com/oauth2/authorize?prompt=none",
        token_endpoint: "https://discord.com/api/oauth2/token",
        profile_endpoint: "https://discord.com/api/v10/users/@me",
        more_endpoint: None,
        dialect: Dialect::Standard,
        read: quirks::discord::read,
    }),
    names: Names { librechat: true, ..CURRENT },
};

/// Facebook Login. Graph versions live for two years.
pub(super) const FACEBOOK: Entry = Entry {
    id: "facebook",
    name: "Facebook",
    scope: "email public_profile",
    protocol: Protocol::OAuth2(OAuth2 {
        issuer: "https://www.facebook.com",
        response_issuer: None,
        authorization_endpoint: "https://www.facebook.com/v24.0/dialog/oauth",
        token_endpoint: "https://graph.facebook.com/v24.0/oauth/access_token",
        profile_endpoint: "https://graph.facebook.com/v24.0/me?fields=id,name,email,picture",
        more_endpoint: None,
        dialect: Dialect::Standard,
        read: quirks::facebook::read,
    }),
    names: Names { librechat: true, ..CURRENT },
};

/// `WeChat`, as a website application of its Open Platform.
pub(super) const WECHAT: Entry = Entry {
    id: "wechat",
    name: "WeChat",
    scope: "snsapi_login",
    protocol: Protocol::OAuth2(OAuth2 {
        issuer: "https://open.weixin.qq.com",
        response_issuer: None,
        authorization_endpoint: "https://open.weixin.qq.com/connect/qrconnect",
        token_endpoint: "https://api.weixin.qq.com/sns/oauth2/access_token",
        profile_endpoint: "https://api.weixin.qq.com/sns/userinfo?lang=zh_CN",
        more_endpoint: None,
        dialect: Dialect::WeChat,
        read: quirks::wechat::read,
    }),
    names: Names {
        client_id: &["WECHAT_CLIENT_ID"],
        client_secret: &["WECHAT_CLIENT_SECRET"],
        ..CURRENT
    },
};

/// Feishu.
pub(super) const FEISHU: Entry = Entry {
    id: "feishu",
    name: "Feishu",
    scope: "contact:user.base:readonly contact:user.email:readonly",
    protocol: Protocol::OAuth2(OAuth2 {
        issuer: "https://accounts.feishu.cn",
        response_issuer: None,
        authorization_endpoint: "https://accounts.feishu.cn/open-apis/authen/v1/authorize",
        token_endpoint: "https://open.feishu.cn/open-apis/authen/v2/oauth/token",
        profile_endpoint: "https://open.feishu.cn/open-apis/authen/v1/user_info",
        more_endpoint: None,
        dialect: Dialect::Feishu,
        read: quirks::feishu::read,
    }),
    names: Names {
        client_id: &["AUTH_FEISHU_APP_ID"],
        client_secret: &["AUTH_FEISHU_APP_SECRET"],
        ..CURRENT
    },
};
