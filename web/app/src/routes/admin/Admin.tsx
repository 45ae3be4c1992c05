import { useParams } from "wouter";
import { useTexts } from "../../i18n/I18n.tsx";
import { useSession } from "../../session/SessionProvider.tsx";
import { Empty } from "../../ui/Empty.tsx";
import { Page } from "../../ui/Page.tsx";
import { SideNav } from "../../ui/SideNav.tsx";
import { Waiting } from "../../ui/Waiting.tsx";
import NotFound from "../not-found/NotFound.tsx";
import { Audit } from "./Audit.tsx";
import { Queue } from "./Queue.tsx";
import { Standing } from "./Standing.tsx";

const PARTS: Record<string, () => React.ReactNode> = {
  applications: Queue,
  creators: Standing,
  audit: Audit,
};

/** Who may stream, and what was decided. */
export default function Admin() {
  const { admin, frame } = useTexts();
  const { me, isSignedIn, signIn } = useSession();
  const { part = "applications" } = useParams<{ part?: string }>();
  const Part = PARTS[part];
  if (!Part) return <NotFound />;
  if (isSignedIn && me === undefined) return <Waiting />;
  if (!me?.isAdmin) {
    return (
      <Page title={admin.title}>
        <Empty
          drawing="lock"
          title={admin.only}
          text={me ? admin.onlyText : undefined}
          action={me ? undefined : { label: frame.signIn, onClick: () => signIn() }}
        />
      </Page>
    );
  }
  return (
    <Page title={admin.title}>
      <SideNav
        label={admin.nav}
        ways={[
          ["/admin", admin.applications],
          ["/admin/creators", admin.creators],
          ["/admin/audit", admin.audit],
        ]}
      />
      <Part />
    </Page>
  );
}
