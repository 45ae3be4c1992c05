import { Button } from "@onair/react";
import { useEffect, useState } from "react";
import { useLocation } from "wouter";
import { useTexts } from "../../i18n/I18n.tsx";
import { useTitle } from "../../lib/page.ts";
import { useSession } from "../../session/SessionProvider.tsx";
import { Empty } from "../../ui/Empty.tsx";
import { Waiting } from "../../ui/Waiting.tsx";

let begun: Promise<string> | null = null;

/** Where the identity provider sends the browser back to. */
export default function SignedIn() {
  const { signedIn } = useTexts();
  const { finish, signIn } = useSession();
  const [, go] = useLocation();
  const [failed, setFailed] = useState<string | null>(null);
  useTitle(signedIn.title);
  useEffect(() => {
    // The code is good once, and an effect may run twice.
    begun ??= finish();
    begun.then(
      (back) => go(back, { replace: true }),
      (thrown) => setFailed(thrown instanceof Error ? thrown.message : String(thrown)),
    );
  }, [finish, go]);
  if (failed === null) return <Waiting />;
  return (
    <>
      <Empty drawing="lock" level={1} title={signedIn.failed} text={failed} />
      <div style={{ display: "grid", justifyItems: "center" }}>
        <Button look="primary" onClick={() => signIn("/")}>
          {signedIn.again}
        </Button>
      </div>
    </>
  );
}
