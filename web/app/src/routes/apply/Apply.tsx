import { ApplicationForm } from "@onair/react";
import { useQueryClient } from "@tanstack/react-query";
import { useTexts } from "../../i18n/I18n.tsx";
import { useSession } from "../../session/SessionProvider.tsx";
import { Empty } from "../../ui/Empty.tsx";
import { Page } from "../../ui/Page.tsx";
import { Waiting } from "../../ui/Waiting.tsx";

/** Becoming a creator, and how far that is. */
export default function Apply() {
  const { apply, frame } = useTexts();
  const { me, isSignedIn, signIn } = useSession();
  const queries = useQueryClient();
  if (isSignedIn && me === undefined) return <Waiting />;
  const isCreator = me?.creatorStatus === "APPROVED";
  return (
    <Page title={apply.title} width="narrow">
      {!me && (
        <Empty
          drawing="lock"
          title={apply.signIn}
          action={{ label: frame.signIn, onClick: () => signIn() }}
        />
      )}
      {isCreator && (
        <Empty
          drawing="stage"
          title={apply.approvedTitle}
          text={apply.approvedText}
          action={{ label: apply.toDashboard, href: "/dashboard" }}
        />
      )}
      {me && !isCreator && (
        <ApplicationForm hasHeading={false} onSent={() => queries.invalidateQueries({ queryKey: ["me"] })} />
      )}
    </Page>
  );
}
