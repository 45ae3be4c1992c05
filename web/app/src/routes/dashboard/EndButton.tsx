import { ConfirmButton, problem, useOnAir } from "@onair/react";
import { useQueryClient } from "@tanstack/react-query";
import { useTexts } from "../../i18n/I18n.tsx";
import { useClient } from "../../session/SessionProvider.tsx";
import { useToast } from "../../ui/toasts.tsx";

/** Ends the broadcast. An encoder comes back as long as its key is good: the key goes with it, and that is said before. */
export function EndButton() {
  const { dashboard } = useTexts();
  const { messages } = useOnAir();
  const client = useClient();
  const queries = useQueryClient();
  const tell = useToast();

  async function end() {
    try {
      await client.deleteIngress();
    } catch (thrown) {
      tell(problem(thrown, messages));
    }
    queries.invalidateQueries({ queryKey: ["own-stream"] });
  }

  return (
    <ConfirmButton
      title={dashboard.endTitle}
      text={dashboard.endText}
      action={dashboard.endAction}
      onConfirm={end}
    >
      {dashboard.end}
    </ConfirmButton>
  );
}
