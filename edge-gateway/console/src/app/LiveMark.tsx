import { useWords } from '../i18n';
import { Badge } from '../ui/Badge';
import { useMaybeLive } from './live';

/** Green while the event stream is up; operators have none. */
export function LiveMark() {
  const { t } = useWords();
  const live = useMaybeLive();
  if (!live) {
    return null;
  }
  const { isLive } = live;
  return (
    <span className="live" role="status" title={t(isLive ? 'live.onHint' : 'live.offHint')}>
      <Badge tone={isLive ? 'good' : 'idle'}>{t(isLive ? 'live.on' : 'live.off')}</Badge>
    </span>
  );
}
