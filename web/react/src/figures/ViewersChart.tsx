import { useLayoutEffect, useState } from "react";
import { useOnAir } from "../provider/OnAirProvider.tsx";
import { timeOfDay, whole } from "../ui/format.ts";
import { countTicks, marksWithin, timeTicks, type ViewersMark } from "./scale.ts";
import styles from "./ViewersChart.module.css";

/** Viewers of a while: on average and at most. */
export interface ViewersPoint {
  at: string;
  viewers: number;
  max: number;
}

export interface ViewersChartProps {
  points: readonly ViewersPoint[];
  /** How long a point is, in seconds. */
  resolution: number;
  /** What happened in between. */
  marks?: readonly ViewersMark[];
}

/** Until it is known how wide the place is. */
const WIDTH = 720;
/** Between two times on the axis, at least. */
const APART = 100;
const HEIGHT = 220;
const LEFT = 44;
const BOTTOM = 24;
const TOP = 8;
/** Rows of the table: each is read aloud. */
const ROWS = 24;

/** How many watched, over time: a line of the average below one of the most. The same stands in a table. */
export function ViewersChart({ points, resolution, marks = [] }: ViewersChartProps) {
  const { messages, locale } = useOnAir();
  const m = messages.figures;
  const [at, setAt] = useState<number | null>(null);
  // The chart itself, which comes with the first point and goes with the last.
  const [chart, setChart] = useState<SVGSVGElement | null>(null);
  const [width, setWidth] = useState(WIDTH);
  // One unit is one pixel, so that words are as large as elsewhere.
  useLayoutEffect(() => {
    if (!chart) return;
    const observer = new ResizeObserver(() => setWidth(Math.max(200, chart.clientWidth)));
    observer.observe(chart);
    return () => observer.disconnect();
  }, [chart]);
  const first = points[0];
  const last = points.at(-1);
  if (!first || !last) return <p className={styles.none}>{m.noPoints}</p>;

  const from = Date.parse(first.at);
  const to = Date.parse(last.at) + resolution * 1_000;
  const counts = countTicks(Math.max(...points.map(({ max }) => max)));
  const top = counts.at(-1) ?? 1;
  const x = (time: number) => LEFT + ((time - from) / (to - from)) * (width - LEFT);
  const y = (count: number) => TOP + (1 - count / top) * (HEIGHT - TOP - BOTTOM);
  /** A step a point: it holds for its whole while. */
  const line = (of: (point: ViewersPoint) => number) =>
    points
      .map(
        (point, n) =>
          `${n ? "L" : "M"}${x(Date.parse(point.at))} ${y(of(point))}H${x(Date.parse(point.at) + resolution * 1_000)}`,
      )
      .join("");
  const average = line(({ viewers }) => viewers);
  const pointed = at === null ? undefined : points[at];
  const drawn = marksWithin(marks, first.at, (to - from) / 1_000);
  const happened = pointed && marksWithin(drawn, pointed.at, resolution);
  const every = Math.ceil(points.length / ROWS);

  return (
    <figure className={styles.figure}>
      <figcaption className={styles.caption}>
        <span className={styles.key} data-of="average">
          {m.average}
        </span>
        <span className={styles.key} data-of="max">
          {m.most}
        </span>
        <output className={styles.said}>
          {pointed &&
            m.point(
              timeOfDay(pointed.at, locale),
              whole(round(pointed.viewers), locale),
              whole(pointed.max, locale),
            )}
          {happened?.map(({ at, text }) => (
            <bdi key={at + text} className={styles.happened}>
              {text}
            </bdi>
          ))}
        </output>
      </figcaption>
      <svg
        ref={setChart}
        className={styles.chart}
        viewBox={`0 0 ${width} ${HEIGHT}`}
        role="img"
        aria-label={m.chart}
        onPointerMove={({ currentTarget, clientX }) => {
          const box = currentTarget.getBoundingClientRect();
          const share = ((clientX - box.left) / box.width) * width - LEFT;
          const n = Math.floor((share / (width - LEFT)) * points.length);
          setAt(Math.min(Math.max(n, 0), points.length - 1));
        }}
        onPointerLeave={() => setAt(null)}
      >
        {counts.map((count) => (
          <g key={count}>
            <line className={styles.grid} x1={LEFT} x2={width} y1={y(count)} y2={y(count)} />
            <text className={styles.tick} x={LEFT - 8} y={y(count) + 4} textAnchor="end">
              {whole(count, locale)}
            </text>
          </g>
        ))}
        {timeTicks(from, to, Math.max(1, Math.floor((width - LEFT) / APART))).map((time) => (
          <text
            key={time}
            className={styles.tick}
            x={x(time)}
            y={HEIGHT - 6}
            textAnchor={anchor(x(time), width)}
          >
            {timeOfDay(new Date(time).toISOString(), locale)}
          </text>
        ))}
        <path className={styles.area} d={`${average}V${y(0)}H${LEFT}Z`} />
        <path className={styles.average} d={average} />
        <path className={styles.max} d={line(({ max }) => max)} />
        {drawn.map((mark) => (
          <g key={mark.at + mark.text} className={styles.mark} data-kind={mark.kind}>
            <title>{mark.text}</title>
            <line x1={x(Date.parse(mark.at))} x2={x(Date.parse(mark.at))} y1={TOP} y2={y(0)} />
            <circle cx={x(Date.parse(mark.at))} cy={TOP} r={4} />
          </g>
        ))}
        {pointed && (
          <line
            className={styles.pointed}
            x1={x(Date.parse(pointed.at))}
            x2={x(Date.parse(pointed.at))}
            y1={TOP}
            y2={y(0)}
          />
        )}
      </svg>
      <table className={styles.table}>
        <caption>{m.chart}</caption>
        <thead>
          <tr>
            <th>{m.time}</th>
            <th>{m.average}</th>
            <th>{m.most}</th>
          </tr>
        </thead>
        <tbody>
          {points
            .filter((_, n) => n % every === 0)
            .map((point) => (
              <tr key={point.at}>
                <th scope="row">{timeOfDay(point.at, locale)}</th>
                <td>{whole(round(point.viewers), locale)}</td>
                <td>{whole(point.max, locale)}</td>
              </tr>
            ))}
        </tbody>
      </table>
      {drawn.length > 0 && (
        <ul className={styles.table} aria-label={m.marks}>
          {drawn.map((mark) => (
            <li key={mark.at + mark.text} dir="auto">
              {timeOfDay(mark.at, locale)} {mark.text}
            </li>
          ))}
        </ul>
      )}
    </figure>
  );
}

const round = (count: number) => Math.round(count * 10) / 10;

/** A word at the edge stands within the chart. */
const anchor = (at: number, width: number) =>
  at < LEFT + APART / 3 ? "start" : at > width - APART / 3 ? "end" : "middle";
