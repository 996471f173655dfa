import { auditApi } from '../../api/develop';
import { useHttp } from '../../app/account';
import { usePages } from '../../app/queries';
import { useWords } from '../../i18n';
import { useTimes } from '../../i18n/times';
import { Listing } from '../../ui/Listing';
import { Page } from '../../ui/Page';

const UUID = /([0-9a-f]{8})(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

export interface AuditPageProps {
  /** Of the tenant, or of the whole installation. */
  readonly path: string;
}

export function AuditPage({ path }: AuditPageProps) {
  const { t } = useWords();
  const times = useTimes();
  const http = useHttp();
  const pages = usePages(['audit', path], (after) => auditApi(http, path).list(after));
  return (
    <Page title={t('audit.title')} lead={t('audit.lead')}>
      <Listing
        label={t('audit.title')}
        pages={pages}
        columns={[
          { title: t('messages.time'), cell: (row) => times.full(row.at) },
          { title: t('audit.who'), cell: (row) => <Name text={row.actor} /> },
          { title: t('audit.action'), cell: (row) => <code>{row.action}</code> },
          { title: t('audit.target'), cell: (row) => <Name text={row.target} /> },
          { title: t('audit.detail'), isWide: true, cell: (row) => <bdi>{row.detail}</bdi> },
          { title: t('audit.address'), cell: (row) => <bdi>{row.address ?? t('app.none')}</bdi> },
        ]}
        rowKey={(row) => row.id}
        none={t('audit.none')}
      />
    </Page>
  );
}

/** With the ids in it cut to their first part. */
function Name({ text }: { readonly text: string }) {
  return <code title={text}>{text.replaceAll(UUID, '$1')}</code>;
}
