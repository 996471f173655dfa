import { Contents } from '../../docs/Contents';
import { anchor, Endpoint, type EndpointProps } from '../../docs/Endpoint';
import type { Example } from '../../docs/examples';
import { useWords } from '../../i18n';
import { Page } from '../../ui/Page';

const headers = { Authorization: 'Bearer tlt_…', Accept: 'application/json' };
const USER = '66a0c1de-0000-4000-8000-000000000001';
const SESSION = '5f1c0a52-0000-4000-8000-000000000001';

const call = (method: Example['method'], path: string, json?: Example['json']): Example => ({
  method,
  path,
  headers,
  ...(json ? { json } : {}),
});

const session = {
  session_id: SESSION,
  session_name: 'shop',
  status: 'qr_ready',
  phone_number: null,
  qr_code: 'data:image/png;base64,…',
};

const message = {
  id: '0c1d…',
  message_id: '3EB0…',
  session_id: SESSION,
  to: '573007654321',
  direction: 'outbound',
  type: 'text',
  body: 'Hi',
  status: 'sent',
};

/** The documentation page of the dialect tokens. */
export function TokensDocsPage() {
  const { t } = useWords();
  const endpoints: readonly Omit<EndpointProps, 'languages'>[] = [
    {
      title: t('tokensDocs.create'),
      text: t('tokensDocs.createText'),
      call: call('POST', '/api/whatsapp/sessions', { session_name: 'shop' }),
      reply: { success: true, message: 'Session created', data: session },
    },
    {
      title: t('tokensDocs.status'),
      call: call('GET', `/api/whatsapp/sessions/${SESSION}/status`),
      reply: { success: true, data: { session_id: SESSION, status: 'connected', connected: true } },
    },
    {
      title: t('tokensDocs.active'),
      call: call('GET', '/api/whatsapp/sessions/573001234567'),
      reply: { success: true, data: session },
    },
    {
      title: t('tokensDocs.disconnect'),
      text: t('tokensDocs.disconnectText'),
      call: call('DELETE', `/api/whatsapp/sessions/${SESSION}/disconnect`),
      reply: { success: true, message: 'Session disconnected' },
    },
    {
      title: t('tokensDocs.delete'),
      call: call('DELETE', `/api/whatsapp/sessions/${SESSION}`),
      reply: { success: true, message: 'Session deleted' },
    },
    {
      title: t('tokensDocs.device'),
      text: t('tokensDocs.deviceText'),
      call: call('DELETE', `/api/whatsapp/sessions/${SESSION}/device`),
      reply: { success: true, message: 'Device removed' },
    },
    {
      title: t('tokensDocs.text'),
      call: call('POST', '/api/whatsapp/messages/text', {
        session_id: SESSION,
        to: '573007654321',
        message: 'Hi',
      }),
      reply: { success: true, message: 'Message sent', data: message },
    },
    {
      title: t('tokensDocs.media'),
      text: t('tokensDocs.mediaText'),
      call: call('POST', '/api/whatsapp/messages/media', {
        session_id: SESSION,
        to: '573007654321',
        media_url: 'https://example.com/picture.jpg',
        type: 'image',
        caption: 'Look',
      }),
      reply: { success: true, message: 'Message sent', data: { ...message, type: 'image' } },
    },
    {
      title: t('tokensDocs.messages'),
      call: call('GET', `/api/whatsapp/sessions/${SESSION}/messages?page=1&per_page=50`),
      reply: { success: true, data: [message], meta: { current_page: 1, per_page: 50, total: 1 } },
    },
    {
      title: t('tokensDocs.contacts'),
      call: call('GET', `/api/whatsapp/sessions/${SESSION}/contacts`),
      reply: {
        success: true,
        data: [{ id: '573007654321@s.whatsapp.net', phone_number: '573007654321', name: 'Shop' }],
        meta: { current_page: 1, per_page: 50, total: 1 },
      },
    },
    {
      title: t('tokensDocs.health'),
      call: { method: 'GET', path: '/api/health' },
      reply: { status: 'OK', timestamp: '2026-01-05T09:00:00.123456Z', service: 'WhatsApp Baileys API' },
    },
    {
      title: t('tokensDocs.test'),
      call: { method: 'GET', path: '/api/test-node-connection' },
      reply: { success: true, message: 'Connection successful' },
    },
    {
      title: t('tokensDocs.tokens'),
      call: call('GET', `/api/api-tokens?user_id=${USER}`),
      reply: [],
    },
    {
      title: t('tokensDocs.generate'),
      text: t('tokensDocs.generateText'),
      call: call('POST', '/api/api-tokens/generate', { name: 'crm', user_id: USER }),
      reply: { id: 't_81', name: 'crm', user_id: USER, token: 'tlt_…' },
    },
    {
      title: t('tokensDocs.revoke'),
      call: call('DELETE', '/api/api-tokens', { user_id: USER, id: 't_81' }),
      reply: { message: 'Token deleted' },
    },
  ];
  return (
    <Page title={t('tokensDocs.title')} lead={t('tokensDocs.lead')}>
      <div className="guide">
        <Contents
          label={t('docs.contents')}
          entries={[
            { id: 'auth', title: t('tokensDocs.auth') },
            ...endpoints.map((one) => ({ id: anchor(one.call), title: one.title })),
          ]}
        />
        <div className="stack">
          <h2 id="auth">{t('tokensDocs.auth')}</h2>
          <p>{t('tokensDocs.authText')}</p>
          <h2>{t('docs.calls')}</h2>
          {endpoints.map((one) => (
            <Endpoint key={one.title} {...one} languages={['curl', 'javascript']} />
          ))}
        </div>
      </div>
    </Page>
  );
}
