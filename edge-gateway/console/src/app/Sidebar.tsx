import { NavLink } from 'react-router';
import { useWords } from '../i18n';
import { Button } from '../ui/Button';
import { Icon } from '../ui/Icon';
import { useAccount } from './account';
import { LiveMark } from './LiveMark';
import type { NavGroup, NavItem } from './nav';
import { Preferences } from './Preferences';

export interface SidebarProps {
  readonly groups: readonly NavGroup[];
  readonly onNavigate: () => void;
}

export function Sidebar({ groups, onNavigate }: SidebarProps) {
  const { t } = useWords();
  return (
    <>
      <div className="sidebar-head">
        <div>
          <p className="brand">Trunkline</p>
          <p className="brand-sub">{t('app.subtitle')}</p>
        </div>
        <LiveMark />
      </div>
      <nav className="nav" aria-label={t('nav.label')}>
        {groups.map((group) => (
          <section key={group.text}>
            <h2 className="nav-title">{t(group.text)}</h2>
            <ul>
              {group.items.map((item) => (
                <li key={item.to}>
                  <Item item={item} onNavigate={onNavigate} />
                </li>
              ))}
            </ul>
          </section>
        ))}
      </nav>
      <div className="sidebar-foot">
        <Preferences />
        <SignedIn />
      </div>
    </>
  );
}

function Item({ item, onNavigate }: { readonly item: NavItem; readonly onNavigate: () => void }) {
  const { t } = useWords();
  const inside = (
    <>
      <Icon name={item.icon} />
      {t(item.text)}
    </>
  );
  if (item.isOutside) {
    return (
      <a className="nav-link" href={item.to}>
        {inside}
      </a>
    );
  }
  return (
    <NavLink className="nav-link" to={item.to} end onClick={onNavigate}>
      {inside}
    </NavLink>
  );
}

function SignedIn() {
  const { t } = useWords();
  const { account, signOut, leave } = useAccount();
  if (account.state === 'tenant' && account.me.kind === 'anonymous') {
    return (
      <div className="signed-in">
        <p>{t('login.anonymous')}</p>
        <Button look="quiet" size="small" onPress={leave}>
          {t('login.submit')}
        </Button>
      </div>
    );
  }
  return (
    <div className="signed-in">
      {account.state === 'tenant' && <p>{t('login.as', { tenant: account.me.tenant.name })}</p>}
      <Button look="quiet" size="small" onPress={() => void signOut()}>
        <Icon name="out" />
        {t('login.out')}
      </Button>
    </div>
  );
}
