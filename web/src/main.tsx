/** Starts the console. */
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { meQuery, newQueryClient } from './api/queries.ts';
import { App } from './app.tsx';
import { watchLinkTokens } from './browser/link-token.ts';
import { onSignedInElsewhere } from './browser/other-tabs.ts';
import './styles.css';

watchLinkTokens();
const client = newQueryClient();
onSignedInElsewhere(() => void client.invalidateQueries({ queryKey: meQuery.queryKey }));
const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={client}>
        <App />
      </QueryClientProvider>
    </StrictMode>,
  );
}
