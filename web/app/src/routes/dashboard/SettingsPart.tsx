import { HostsForm, QualityForm, RaidSettingsForm, RecordingSettingsForm } from "@onair/react";
import styles from "./Dashboard.module.css";

/** What holds for all of a creator's broadcasts. */
export function SettingsPart() {
  return (
    <div className={styles.columns}>
      <div className={styles.column}>
        <QualityForm />
        <RecordingSettingsForm />
      </div>
      <div className={styles.column}>
        <HostsForm />
        <RaidSettingsForm />
      </div>
    </div>
  );
}
