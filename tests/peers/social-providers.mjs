// What each of the stand-ins of social.mjs answers. A provider has
//
//   accounts    who can sign in
//   authorize   the path of the sign-in page
//   unfit       what is wrong with a sign-in request, if not the usual things
//   cancelled   what comes back when the person cancels
//   extra       what comes back beside the code
//   fragment    what is hung on the way back
//   routes      its API

const rightSecret = (body, here) => body.client_id === here.client && body.client_secret === here.secret;

export const discord = {
  accounts: {
    nelly: { id: '80351110224678912', username: 'nelly', discriminator: '1337', global_name: 'Nelly', avatar: '8342729096ea3675442027381ff50dfe', verified: true, email: 'nelly@discord.test' },
    doubtful: { id: '80351110224678913', username: 'doubtful', discriminator: '0', global_name: null, avatar: null, verified: false, email: 'doubtful@discord.test' },
    phone: { id: '80351110224678914', username: 'phone', discriminator: '0', global_name: 'Phone Only', avatar: 'a_1269e74af4df7417b13759eae50c83dc', verified: false, email: null },
  },
  authorize: '/oauth2/authorize',
  cancelled: { error: 'access_denied', error_description: 'The resource owner or authorization server denied the request' },
  routes: {
    'POST /api/oauth2/token': ({ here, body }) => {
      if (!rightSecret(body, here)) return { status: 401, json: { error: 'invalid_client' } };
      const found = here.spend(body);
      if (typeof found === 'string') return { status: 400, json: { error: 'invalid_grant', error_description: 'Invalid "code" in request.' } };
      return { json: { token_type: 'Bearer', access_token: here.token(found), expires_in: 604800, refresh_token: 'r', scope: found.scope } };
    },
    'GET /api/v10/users/@me': ({ request, here }) => {
      const holder = here.bearer(request);
      if (!holder) return { status: 401, json: { message: '401: Unauthorized', code: 0 } };
      const { email, verified, ...account } = discord.accounts[holder.who];
      return { json: holder.scope.includes('email') ? { ...account, email, verified } : account };
    },
  },
};

const graphError = (message, code, more) => ({ status: 400, json: { error: { message, type: 'OAuthException', code, ...more, fbtrace_id: 'AbC' } } });

export const facebook = {
  accounts: {
    graph: { id: '10220000000000001', name: 'Open Graph', email: 'graph@facebook.test', picture: { data: { height: 50, is_silhouette: false, url: 'https://platform.fbsbx.test/a.jpg', width: 50 } } },
    phone: { id: '10220000000000002', name: 'Phone Only', picture: { data: { height: 50, is_silhouette: true, url: 'https://platform.fbsbx.test/s.jpg', width: 50 } } },
  },
  authorize: '/v24.0/dialog/oauth',
  cancelled: { error_reason: 'user_denied', error: 'access_denied', error_code: '200', error_description: 'Permissions error' },
  fragment: '#_=_',
  routes: {
    'POST /v24.0/oauth/access_token': ({ here, body }) => {
      if (body.client_id !== here.client) return graphError('Error validating application. Cannot get application info due to a system error.', 101);
      if (!rightSecret(body, here)) return graphError('Error validating client secret.', 1);
      const found = here.spend(body);
      if (found === 'used') return graphError('This authorization code has been used.', 100, { error_subcode: 36009 });
      if (typeof found === 'string') return graphError('Error validating verification code.', 100, { error_subcode: 36008 });
      return { json: { access_token: here.token(found), token_type: 'bearer', expires_in: 5183944 } };
    },
    'GET /v24.0/me': ({ request, here, query }) => {
      const holder = here.bearer(request);
      if (!holder) return graphError('Invalid OAuth access token - Cannot parse access token', 190);
      const fields = (query.fields ?? 'id,name').split(',').filter((field) => field !== 'email' || holder.scope.includes('email'));
      const account = Object.entries(facebook.accounts[holder.who]).filter(([name]) => name === 'id' || fields.includes(name));
      return { text: JSON.stringify(Object.fromEntries(account)), type: 'text/javascript; charset=UTF-8' };
    },
  },
};

const wechatError = (errcode, errmsg) => ({ text: JSON.stringify({ errcode, errmsg: `${errmsg}, rid: 1-2-3` }) });

export const wechat = {
  accounts: {
    hedgehog: { openid: 'oLVPpjqs9BhvzwPj5A-vTYAX3GLc', unionid: 'o6_bmasdasdsad6_2sgVt7hMZOPfL', nickname: '刺猬宝宝', headimgurl: 'http://wx.qlogo.test/mmopen/1/0' },
    single: { openid: 'oLVPpjqs9BhvzwPj5A-vTYAX3GLd', nickname: 'Single App', headimgurl: '' },
  },
  authorize: '/connect/qrconnect',
  unfit: ({ appid, response_type: type, scope, state }, here) => (appid === here.client && type === 'code' && scope === 'snsapi_login' && state ? '' : 'Oops! Something went wrong:('),
  // It says nothing but the state.
  cancelled: {},
  routes: {
    'GET /sns/oauth2/access_token': ({ here, query }) => {
      if (query.appid !== here.client) return wechatError(40013, 'invalid appid');
      if (query.secret !== here.secret) return wechatError(40125, 'invalid appsecret');
      const found = here.spend({ code: query.code }, { pkce: false });
      if (found === 'used') return wechatError(40163, 'code been used');
      if (typeof found === 'string') return wechatError(40029, 'invalid code');
      const { openid, unionid } = wechat.accounts[found.who];
      const answer = { access_token: here.token(found), expires_in: 7200, refresh_token: 'r', openid, scope: 'snsapi_login', ...(unionid && { unionid }) };
      return { text: JSON.stringify(answer) };
    },
    'GET /sns/userinfo': ({ here, query }) => {
      const holder = here.holder(query.access_token);
      if (!holder) return wechatError(40001, 'invalid credential, access_token is invalid or not latest');
      const account = wechat.accounts[holder.who];
      if (query.openid !== account.openid) return wechatError(40003, 'invalid openid');
      const another = here.another && { openid: 'oSomebodyElse' };
      return { text: JSON.stringify({ ...account, sex: 0, language: 'zh_CN', privilege: [], ...another }) };
    },
  },
};

const feishuError = (code, error, text) => ({ status: 400, json: { code, error, error_description: text } });

export const feishu = {
  accounts: {
    zhangsan: { name: '张三', en_name: 'Three Zhang', open_id: 'ou-caecc734c2e3328a62489fe0', union_id: 'on-d89jhsdhjsajkda7828enjdj328ydhhw', email: '', enterprise_email: 'zhangsan@feishu.test', avatar_url: 'https://s3.feishu.test/avatar/1.png', tenant_key: '736588c92lxf175d' },
    nomail: { name: '李四', open_id: 'ou-caecc734c2e3328a62489fe1', union_id: 'on-d89jhsdhjsajkda7828enjdj328ydhhx', avatar_url: '' },
  },
  authorize: '/open-apis/authen/v1/authorize',
  cancelled: { error: 'access_denied' },
  routes: {
    'POST /open-apis/authen/v2/oauth/token': ({ request, here, body }) => {
      if (!request.headers['content-type']?.startsWith('application/json')) return feishuError(20001, 'invalid_request', 'The request body is not JSON.');
      if (body.client_id !== here.client) return feishuError(20048, 'invalid_client', 'The app does not exist.');
      if (body.client_secret !== here.secret) return feishuError(20002, 'invalid_client', 'The client secret is invalid.');
      const found = here.spend(body);
      if (found === 'used') return feishuError(20065, 'invalid_grant', 'The authorization code has been used.');
      if (typeof found === 'string') return feishuError(20003, 'invalid_grant', 'The authorization code is not found.');
      return { json: { code: 0, access_token: here.token(found), expires_in: 7200, token_type: 'Bearer', scope: found.scope } };
    },
    'GET /open-apis/authen/v1/user_info': ({ request, here }) => {
      const holder = here.bearer(request);
      if (!holder) return { json: { code: 20005, msg: 'The user access token passed is invalid. Please check the value' } };
      return { json: { code: 0, msg: 'success', data: feishu.accounts[holder.who] } };
    },
  },
};

const enterprise = (body) => ({ form: body });

/** GitHub Enterprise as it is without `Accept: application/json`, and with the `iss` of RFC 9207. */
export const github = {
  accounts: {
    octocat: { id: 583231, login: 'octocat', name: null, avatar_url: 'https://avatars.git.test/u/583231', email: null },
    public: { id: 583232, login: 'public', name: 'Public Address', avatar_url: 'https://avatars.git.test/u/583232', email: 'public@git.test' },
    doubtful: { id: 583233, login: 'doubtful', name: 'Doubtful', avatar_url: null, email: null },
  },
  authorize: '/login/oauth/authorize',
  cancelled: { error: 'access_denied', error_description: 'The user has denied your application access.' },
  extra: (here) => ({ iss: `${here.base}/login/oauth` }),
  routes: {
    'POST /login/oauth/access_token': ({ here, body }) => {
      if (!rightSecret(body, here)) return enterprise({ error: 'incorrect_client_credentials', error_description: 'The client_id and/or client_secret passed are incorrect.' });
      const found = here.spend(body);
      if (found === 'redirect') return enterprise({ error: 'redirect_uri_mismatch', error_description: 'The redirect_uri MUST match the registered callback URL for this application.' });
      if (typeof found === 'string') return enterprise({ error: 'bad_verification_code', error_description: 'The code passed is incorrect or expired.' });
      return enterprise({ access_token: here.token(found), scope: found.scope.replaceAll(' ', ','), token_type: 'bearer' });
    },
    'GET /api/v3/user': ({ request, here }) => {
      const holder = here.bearer(request);
      if (!holder) return { status: 401, json: { message: 'Bad credentials' } };
      if (!request.headers['user-agent']) return { status: 403, text: 'Request forbidden by administrative rules.' };
      return { json: github.accounts[holder.who] };
    },
    'GET /api/v3/user/emails': ({ request, here }) => {
      const holder = here.bearer(request);
      if (!holder) return { status: 401, json: { message: 'Bad credentials' } };
      if (!holder.scope.includes('user:email')) return { status: 404, json: { message: 'Not Found' } };
      const { login, email } = github.accounts[holder.who];
      return { json: [
        { email: `${login}@users.noreply.git.test`, primary: false, verified: true, visibility: null },
        { email: email ?? `${login}@git.test`, primary: true, verified: login !== 'doubtful', visibility: 'private' },
      ] };
    },
  },
};
