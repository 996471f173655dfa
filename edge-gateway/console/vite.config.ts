import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Where a development server finds the API: an edge-gateway of this machine. */
const gateway = 'http://127.0.0.1:3000';

export default defineConfig({
  plugins: [react()],
  build: {
    // The page's content policy has no room for scripts and images inside the page.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: {
    port: 5173,
    proxy: Object.fromEntries(
      ['/api', '/admin', '/openapi', '/ws'].map((path) => [
        path,
        { target: gateway, changeOrigin: true, ws: path === '/ws' },
      ]),
    ),
  },
});
