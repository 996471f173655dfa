import type { Pages } from '../app/queries';
import { useWords } from '../i18n';
import { Button } from './Button';
import { Empty, Loading, Problem } from './states';
import { Table, type Column } from './Table';

export interface ListingProps<T> {
  readonly label: string;
  readonly pages: Pages<T>;
  readonly columns: readonly Column<T>[];
  readonly rowKey: (row: T) => string;
  /** What to say where there is nothing. */
  readonly none: string;
}

/** A table that is read page by page, with what it says while it is read, empty or not readable. */
export function Listing<T>({ label, pages, columns, rowKey, none }: ListingProps<T>) {
  const { t } = useWords();
  if (pages.isPending) {
    return <Loading />;
  }
  if (pages.error) {
    return <Problem failure={pages.error} onRetry={pages.refetch} />;
  }
  if (pages.items.length === 0) {
    return <Empty title={none} />;
  }
  return (
    <>
      <Table label={label} columns={columns} rows={pages.items} rowKey={rowKey} />
      {pages.hasMore && (
        <div className="more">
          <Button isDisabled={pages.isLoadingMore} onPress={pages.loadMore}>
            {t('app.more')}
          </Button>
        </div>
      )}
    </>
  );
}
