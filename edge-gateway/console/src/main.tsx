import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { BrowserRouter } from 'react-router';
import { ApiError } from './api/http';
import { AccountProvider } from './app/account';
import { App } from './app/App';
import { WordsProvider } from './i18n';
import './styles/base.css';
import './styles/layout.css';
import './styles/parts.css';
import './styles/chats.css';
import { ToastProvider } from './ui/toast';

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      // Beside the event stream, which may be down.
      refetchInterval: 15_000,
      // What is refused stays refused; what did not answer may do so soon.
      retry: (count, failure) =>
        failure instanceof ApiError && (failure.status === 0 || failure.status >= 500) && count < 3,
    },
  },
});

const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queries}>
        <WordsProvider>
          <ToastProvider>
            <BrowserRouter>
              <AccountProvider>
                <App />
              </AccountProvider>
            </BrowserRouter>
          </ToastProvider>
        </WordsProvider>
      </QueryClientProvider>
    </StrictMode>,
  );
}
