import { useState, type ReactNode } from 'react';
import { Dialog, Link, Modal, ModalOverlay } from 'react-aria-components';
import { useWords } from '../i18n';
import { Button } from '../ui/Button';
import { Icon } from '../ui/Icon';
import { LiveMark } from './LiveMark';
import type { NavGroup } from './nav';
import { Sidebar } from './Sidebar';

export interface LayoutProps {
  readonly groups: readonly NavGroup[];
  readonly children: ReactNode;
}

/** The frame of every page: the sidebar, which is a drawer on narrow screens, and the content. */
export function Layout({ groups, children }: LayoutProps) {
  const { t } = useWords();
  const [isOpen, setOpen] = useState(false);
  return (
    <div className="frame">
      <a className="skip" href="#content">
        {t('app.skip')}
      </a>
      <header className="topbar">
        <Button look="quiet" size="icon" aria-label={t('app.menu')} onPress={() => setOpen(true)}>
          <Icon name="menu" />
        </Button>
        <span className="brand">Trunkline</span>
        <LiveMark />
      </header>
      <aside className="sidebar">
        <Sidebar groups={groups} onNavigate={() => setOpen(false)} />
      </aside>
      <ModalOverlay className="overlay" isOpen={isOpen} onOpenChange={setOpen} isDismissable>
        <Modal className="drawer">
          <Dialog className="drawer-dialog" aria-label={t('app.menu')}>
            <Sidebar groups={groups} onNavigate={() => setOpen(false)} />
          </Dialog>
        </Modal>
      </ModalOverlay>
      <main className="content" id="content" tabIndex={-1}>
        {children}
      </main>
    </div>
  );
}

/** The frame of pages that need no sign-in, for who has not signed in. */
export function OpenFrame({ children }: { readonly children: ReactNode }) {
  const { t } = useWords();
  return (
    <div className="open-frame">
      <header className="open-bar">
        <span className="brand">Trunkline</span>
        <Link className="button button-primary button-normal" href="/">
          {t('login.submit')}
        </Link>
      </header>
      <main className="content">{children}</main>
    </div>
  );
}
