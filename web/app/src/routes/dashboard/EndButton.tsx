import { Button, Confirm, problem, useOnAir } from "@onair/react";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
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
  const [asks, setAsks] = useState(false);

  async function end() {
    setAsks(false);
    try {
      await client.deleteIngress();
    } catch (thrown) {
      tell(problem(thrown, messages));
    }
    queries.invalidateQueries({ queryKey: ["own-stream"] });
  }

  return (
    <>
      <Button look="danger" onClick={() => setAsks(true)}>
        {dashboard.end}
      </Button>
      {asks && (
        <Confirm
          title={dashboard.endTitle}
          action={dashboard.endAction}
          onClose={() => setAsks(false)}
          onConfirm={end}
        >
          {dashboard.endText}
        </Confirm>
      )}
    </>
  );
}
