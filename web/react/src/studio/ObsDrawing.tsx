import styles from "./studio.module.css";

/** Where each step is done: OBS's settings with the streams' page open, its fields, and the button of its main window. */
const STEPS = [
  { step: 1, x: 34, y: 52 },
  { step: 2, x: 236, y: 60 },
  { step: 3, x: 236, y: 112 },
] as const;

/** The steps into OBS as a picture without words: the numbers are those of the list beside it. */
export function ObsDrawing() {
  return (
    <svg className={styles.obs} viewBox="0 0 260 140" aria-hidden="true">
      <rect className={styles.window} x="2" y="2" width="256" height="136" rx="10" />
      <path className={styles.rule} d="M2 22H258M76 22V138" />
      <path className={styles.rule} d="M12 12h.01M22 12h.01M32 12h.01" strokeWidth="4" />
      <path className={styles.text} d="M14 36H56M14 72H50M14 88H58M14 104H46" />
      <rect className={styles.chosen} x="8" y="44" width="62" height="16" rx="4" />
      <path className={styles.text} d="M90 42H120M90 60H114M90 78H124" />
      <rect className={styles.entry} x="132" y="35" width="92" height="14" rx="3" />
      <rect className={styles.entry} x="132" y="53" width="92" height="14" rx="3" />
      <rect className={styles.entry} x="132" y="71" width="92" height="14" rx="3" />
      <rect className={styles.button} x="150" y="104" width="74" height="18" rx="5" />
      {STEPS.map(({ step, x, y }) => (
        <g key={step}>
          <circle className={styles.step} cx={x} cy={y} r="9" />
          <text className={styles.number} x={x} y={y + 4} textAnchor="middle">
            {step}
          </text>
        </g>
      ))}
    </svg>
  );
}
