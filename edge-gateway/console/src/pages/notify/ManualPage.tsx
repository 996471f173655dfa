import { Link } from 'react-aria-components';
import { Contents } from '../../docs/Contents';
import { anchor, Endpoint, type EndpointProps } from '../../docs/Endpoint';
import type { Example } from '../../docs/examples';
import { Flow } from '../../docs/Flow';
import { useWords } from '../../i18n';
import { Page } from '../../ui/Page';

const headers = { 'X-API-Key': 'tlk_…' };
const languages = ['curl', 'php', 'javascript'] as const;

const call = (method: Example['method'], path: string, more: Partial<Example> = {}): Example => ({
  method,
  path,
  headers,
  ...more,
});

/** The user manual of the dialect notify. */
export function ManualPage() {
  const { t } = useWords();
  const endpoints: readonly Omit<EndpointProps, 'languages'>[] = [
    {
      title: t('notifyDocs.status'),
      call: call('GET', '/api/status'),
      reply: {
        name: 'default',
        status: 'online',
        phone: '9611234567',
        last_seen: '2026-01-05 14:00:00',
        qr_code: null,
      },
    },
    {
      title: t('notifyDocs.sessions'),
      call: call('GET', '/api/sessions'),
      reply: [{ name: 'default', status: 'online', phone: '9611234567', last_seen: '2026-01-05 14:00:00' }],
    },
    {
      title: t('notifyDocs.send'),
      text: t('notifyDocs.sendText'),
      call: call('POST', '/api/send', {
        json: { phone: '9611234567', message: 'Your order is ready', session: 'default' },
      }),
      reply: { success: true, message_id: 42 },
    },
    {
      title: t('notifyDocs.sendImage'),
      text: t('notifyDocs.sendImageText'),
      call: call('POST', '/api/send-image', {
        form: { phone: '9611234567', caption: 'Your receipt', file: '@receipt.jpg' },
      }),
      reply: { success: true, message_id: 43 },
    },
    {
      title: t('notifyDocs.resend'),
      text: t('notifyDocs.resendText'),
      call: call('POST', '/api/resend/42'),
      reply: { success: true },
    },
    {
      title: t('notifyDocs.regenerate'),
      call: call('POST', '/api/regenerate-qr', { json: { session: 'support' } }),
      reply: { success: true, message: 'Reconnection initiated for session "support"' },
    },
    {
      title: t('notifyDocs.create'),
      call: call('POST', '/api/sessions', { json: { name: 'support' } }),
      reply: { success: true, message: 'Session "support" created — check dashboard for QR code' },
    },
    {
      title: t('notifyDocs.delete'),
      call: call('DELETE', '/api/sessions/support'),
      reply: { success: true },
    },
  ];
  return (
    <Page
      title={t('notifyDocs.title')}
      lead={t('notifyDocs.lead')}
      actions={
        <Link className="button button-plain button-normal" href="/notify/sessions">
          {t('notifyDocs.addNumber')}
        </Link>
      }
    >
      <div className="guide">
        <Contents
          label={t('docs.contents')}
          entries={[
            { id: 'architecture', title: t('notifyDocs.architecture') },
            { id: 'auth', title: t('notifyDocs.auth') },
            ...endpoints.map((one) => ({ id: anchor(one.call), title: one.title })),
            { id: 'multi', title: t('notifyDocs.multi') },
            { id: 'trouble', title: t('notifyDocs.trouble') },
          ]}
        />
        <div className="stack">
          <h2 id="architecture">{t('notifyDocs.architecture')}</h2>
          <p>{t('notifyDocs.architectureText')}</p>
          <Flow
            title={t('notifyDocs.outFlow')}
            steps={([1, 2, 3, 4, 5] as const).map((step) => t(`notifyDocs.out${step}`))}
          />
          <Flow
            title={t('notifyDocs.inFlow')}
            steps={([1, 2, 3, 4, 5] as const).map((step) => t(`notifyDocs.in${step}`))}
          />
          <h2 id="auth">{t('notifyDocs.auth')}</h2>
          <p>{t('notifyDocs.authText')}</p>
          <h2>{t('docs.calls')}</h2>
          {endpoints.map((one) => (
            <Endpoint key={one.title} {...one} languages={languages} />
          ))}
          <h2 id="multi">{t('notifyDocs.multi')}</h2>
          <p>{t('notifyDocs.multiText')}</p>
          <h2 id="trouble">{t('notifyDocs.trouble')}</h2>
          <ul className="bullets">
            {([1, 2, 3, 4, 5] as const).map((line) => (
              <li key={line}>{t(`notifyDocs.trouble${line}`)}</li>
            ))}
          </ul>
        </div>
      </div>
    </Page>
  );
}
