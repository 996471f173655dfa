import { Link } from 'react-aria-components';
import { Contents } from '../../docs/Contents';
import { anchor, Endpoint, type EndpointProps } from '../../docs/Endpoint';
import { useWords } from '../../i18n';
import { Copyable } from '../../ui/Copyable';
import { Page } from '../../ui/Page';

const key = { 'X-API-Key': 'tlk_…' };
const token = { Authorization: 'Bearer eyJ…' };

const INSTALL = `git clone <this repository> trunkline && cd trunkline
deploy/up
. deploy/local/run/trunkline.env`;

/** The guide of the dialect manager. */
export function GettingStartedPage() {
  const { t } = useWords();
  const endpoints: readonly Omit<EndpointProps, 'languages'>[] = [
    {
      title: t('start.request'),
      text: t('start.requestText'),
      call: {
        method: 'POST',
        path: '/api/v1/connections/request',
        headers: key,
        json: { customerId: 'acme', customerName: 'Acme Ltd' },
      },
      reply: {
        success: true,
        data: {
          connection: { id: '7b0e…', customerId: 'acme', status: 'pending_qr' },
          auth: { connectionToken: 'eyJ…', qrCodeDataUrl: 'data:image/png;base64,…' },
        },
      },
    },
    {
      title: t('start.activate'),
      text: t('start.activateText'),
      call: { method: 'POST', path: '/api/v1/connections/activate', headers: token, json: {} },
    },
    {
      title: t('start.status'),
      call: { method: 'GET', path: '/api/v1/connections/status', headers: token },
      reply: {
        success: true,
        data: { status: 'connected', socketStatus: 'connected', isReachable: true },
      },
    },
    {
      title: t('start.send'),
      text: t('start.sendText'),
      call: {
        method: 'POST',
        path: '/api/v1/messages/send',
        headers: token,
        json: { mobileNumber: '+96170123456', message: 'Hello' },
      },
      reply: { success: true, data: { message: { id: '0c1d…', status: 'sent' } } },
    },
    {
      title: t('start.logout'),
      text: t('start.logoutText'),
      call: { method: 'POST', path: '/api/v1/connections/logout', headers: token, json: {} },
    },
    {
      title: t('start.list'),
      call: { method: 'GET', path: '/api/v1/connections', headers: key },
    },
    {
      title: t('start.overview'),
      call: { method: 'GET', path: '/api/v1/dashboard/overview', headers: key },
    },
  ];
  return (
    <Page
      title={t('start.title')}
      lead={t('start.lead')}
      actions={
        <Link className="button button-primary button-normal" href="/connections">
          {t('start.openManager')}
        </Link>
      }
    >
      <div className="guide">
        <Contents
          label={t('docs.contents')}
          entries={[
            { id: 'install', title: t('start.install') },
            ...endpoints.map((one) => ({ id: anchor(one.call), title: one.title })),
            { id: 'reconnect', title: t('start.reconnect') },
            { id: 'numbers', title: t('start.numbers') },
          ]}
        />
        <div className="stack">
          <h2 id="install">{t('start.install')}</h2>
          <section className="card stack-small">
            <h3>{t('start.web')}</h3>
            <p>{t('start.webText')}</p>
          </section>
          <section className="card stack-small">
            <h3>{t('start.own')}</h3>
            <p>{t('start.ownText')}</p>
            <Copyable label={t('start.own')} text={INSTALL} />
          </section>
          <h2>{t('start.calls')}</h2>
          {endpoints.map((one) => (
            <Endpoint key={one.title} {...one} languages={['curl', 'javascript']} />
          ))}
          <h2 id="reconnect">{t('start.reconnect')}</h2>
          <p>{t('start.reconnectText')}</p>
          <h2 id="numbers">{t('start.numbers')}</h2>
          <p>{t('start.numbersText')}</p>
        </div>
      </div>
    </Page>
  );
}
