import type { Shard } from '../../api/fleet';
import { Figure } from '../../charts/Figure';
import { useWords } from '../../i18n';
import { useTimes } from '../../i18n/times';

/** Each shard by its number: who owns it, and whether commands wait. */
export function Shards({ shards }: { readonly shards: readonly Shard[] }) {
  const { t } = useWords();
  const { number } = useTimes();
  const facts = ({ owner, epoch, lag }: Shard) => [
    owner ?? t('fleet.nobody'),
    number(epoch),
    lag === null ? t('app.none') : number(lag),
  ];
  return (
    <Figure
      title={t('fleet.shards')}
      series={[
        { key: 'read', label: t('fleet.idle') },
        { key: 'pending', label: t('fleet.busy') },
        { key: 'failed', label: t('fleet.unowned') },
      ]}
      table={{
        head: [t('fleet.shard'), t('fleet.owner'), t('fleet.epoch'), t('fleet.lag')],
        rows: shards.map((shard) => [String(shard.shard), ...facts(shard)]),
      }}
    >
      <div className="shards">
        {shards.map((shard) => (
          <div
            key={shard.shard}
            className={`shard series-${look(shard)}`}
            title={[String(shard.shard), ...facts(shard)].join(' · ')}
          />
        ))}
      </div>
    </Figure>
  );
}

function look({ owner, lag }: Shard): string {
  if (owner === null) {
    return 'failed';
  }
  return lag !== null && lag > 0 ? 'pending' : 'read';
}
