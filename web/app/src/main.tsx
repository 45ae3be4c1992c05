import "@onair/react/style.css";
import "./base.css";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./App.tsx";
import { firstLocale, I18nProvider } from "./i18n/I18n.tsx";
import { applyTheme } from "./lib/theme.ts";
import { isWorthRetrying, SessionProvider } from "./session/SessionProvider.tsx";
import { ToastProvider } from "./ui/toasts.tsx";

applyTheme();

// The client itself repeats what got no answer.
const queries = new QueryClient({
  defaultOptions: {
    queries: { staleTime: 10_000, retry: (count, thrown) => count < 1 && isWorthRetrying(thrown) },
  },
});

// An old page asks for files that a new release does not have: load the new one.
window.addEventListener("vite:preloadError", () => location.reload());

/** Draws the site. Not at the file's own top: what a language's file shares with this one it could not have before that ends. */
async function begin(root: HTMLElement) {
  const first = await firstLocale();
  createRoot(root).render(
    <StrictMode>
      <I18nProvider first={first}>
        <QueryClientProvider client={queries}>
          <SessionProvider>
            <ToastProvider>
              <App />
            </ToastProvider>
          </SessionProvider>
        </QueryClientProvider>
      </I18nProvider>
    </StrictMode>,
  );
}

const root = document.getElementById("root");
if (!root) throw new Error("no #root");
void begin(root);
