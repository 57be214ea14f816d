// A KPI over time as an ECharts option: what is drawn, apart from when.
import type { CustomSeriesRenderItemAPI, CustomSeriesRenderItemReturn, EChartsOption, SeriesOption } from "echarts";

import type { KpiHead, Reading } from "../api/types";
import { periodTick } from "../words/dates";
import { known, targeted, written } from "../words/numbers";
import { type Axis, axisOf, dodged, neverBelowZero } from "./scale";
import { bounds, runs } from "./sparkline";
import { type Colours, FONT, hatch } from "./theme";

export interface Pin {
  period: number;
  number: number;
}

export interface SeriesView {
  reading: Reading;
  pins: readonly Pin[];
  /** The period with which the number's window begins. */
  windowFrom: number;
  /** The point that is pointed at or walked to. */
  at: number | undefined;
  narrow: boolean;
}

/** Whether a period's value may still change. */
export function unsettled(point: Reading["points"][number]): boolean {
  return point.value.open_share > 0 || !point.period.complete;
}

type Draw = (api: CustomSeriesRenderItemAPI, box: Box) => CustomSeriesRenderItemReturn[];
interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** A part of the picture that is drawn freely on the chart's axes. */
function drawn(id: string, z: number, draw: Draw): SeriesOption {
  return {
    id,
    type: "custom",
    z,
    silent: true,
    animation: false,
    data: [[0, 0]],
    clip: false,
    renderItem: (params, api) => ({
      type: "group",
      children: draw(api, params.coordSys as unknown as Box).filter((child) => child != null),
    }) as CustomSeriesRenderItemReturn,
  };
}

/** The option of the series chart. */
export function seriesOption({ reading, pins, windowFrom, at, narrow }: SeriesView, colour: Colours): EChartsOption {
  const { points, kpi } = reading;
  const values = points.map((point) => point.value);
  const targets = bounds(reading.target);
  const limits = limitsOf(reading);
  const axis = axisFor(reading, limits, targets);
  const firstOpen = points.findIndex(unsettled);
  const settled = points.map((point) => (unsettled(point) ? null : (point.value.value ?? null)));
  // The open line begins at the last settled point, so that the two read as one.
  const open = points.map((point, nth) => {
    const next = points[nth + 1];
    return unsettled(point) || (next !== undefined && unsettled(next)) ? (point.value.value ?? null) : null;
  });
  const step = (api: CustomSeriesRenderItemAPI) => (api.size?.([1, 0]) as number[] | undefined)?.[0] ?? 0;
  const place = (api: CustomSeriesRenderItemAPI, x: number, y: number) => api.coord([x, y]) as [number, number];

  const band = drawn("band", 1, (api) =>
    runs(values).flatMap((run): CustomSeriesRenderItemReturn[] => {
      const edges = run.flatMap((nth) => {
        const value = values[nth];
        return known(value?.low) && known(value.high) ? [{ nth, low: value.low, high: value.high }] : [];
      });
      if (edges.length === 0) return [];
      const hold = (number: number) => Math.min(axis.max, Math.max(axis.min, number));
      const shape = [
        ...edges.map((edge) => place(api, edge.nth, hold(edge.high))),
        ...edges.map((edge) => place(api, edge.nth, hold(edge.low))).reverse(),
      ];
      if (edges.length === 1) {
        return [{ type: "polyline" as const, shape: { points: shape }, style: { stroke: colour.band, lineWidth: 8, fill: "none" } }];
      }
      return [{ type: "polygon" as const, shape: { points: shape }, style: { fill: colour.band } }];
    }),
  );

  const provisional = drawn("provisional", 0, (api, box) => {
    if (firstOpen < 0) return [];
    const left = Math.max(box.x, place(api, firstOpen, 0)[0] - step(api) / 2);
    return [
      {
        type: "rect",
        shape: { x: left, y: box.y, width: box.x + box.width - left, height: box.height },
        style: { fill: hatch(colour.ink) as never },
      },
      {
        type: "text",
        style: { text: "provisional", x: box.x + box.width, y: box.y - 4, align: "right", verticalAlign: "bottom", fill: colour.soft, font: `12px ${FONT}` },
      },
    ];
  });

  const limit = (id: string, data: (number | null)[]): SeriesOption => ({
    id,
    type: "line",
    data,
    symbol: "none",
    step: "middle",
    silent: true,
    z: 2,
    lineStyle: { color: colour.soft, width: 1.25, type: [1, 3] },
  });

  // As under the sparklines of a board: the part of the time that the number in the headline is of.
  const window = drawn("window", 2, (api, box) => {
    if (windowFrom <= 0) return [];
    const left = place(api, windowFrom, axis.min)[0] - step(api) / 2;
    const y = box.y + box.height;
    return [{ type: "line", shape: { x1: left, y1: y, x2: box.x + box.width, y2: y }, style: { stroke: colour.ink, lineWidth: 3 } }];
  });

  const lines = drawn("lines", 2, (api, box) =>
    targets.flatMap((target) => {
      const y = place(api, 0, target)[1];
      return [
        {
          type: "line" as const,
          shape: { x1: box.x, y1: y, x2: box.x + box.width, y2: y },
          style: { stroke: colour.accent, lineWidth: 1.25, lineDash: [5, 4] },
        },
        // Where there is no room beside the chart, the line carries its own words.
        ...(narrow
          ? [{ type: "text" as const, style: { text: `target ${targetWords(reading, target)}`, x: box.x + 2, y: y - 3, verticalAlign: "bottom" as const, fill: colour.accent, font: `12px ${FONT}` } }]
          : []),
      ];
    }),
  );

  const labels = drawn("labels", 6, (api, box) => {
    if (narrow) return [];
    const upper = limits.findLast((one) => one.upper !== null)?.upper ?? null;
    const lower = limits.findLast((one) => one.lower !== null)?.lower ?? null;
    const wanted = [
      ...(reading.target ? targets.map((target) => ({ at: target, text: `target ${targetWords(reading, target)}`, fill: colour.accent })) : []),
      ...(upper === null ? [] : [{ at: upper, text: `usually below ${written(upper, kpi)}`, fill: colour.soft }]),
      ...(lower === null ? [] : [{ at: lower, text: `usually above ${written(lower, kpi)}`, fill: colour.soft }]),
    ];
    const end = lastKnown(reading);
    if (end !== undefined) wanted.push({ at: end, text: written(end, kpi), fill: colour.ink });
    const tops = dodged(
      wanted.map((one) => place(api, 0, one.at)[1]),
      16,
      box.y,
      box.y + box.height,
    );
    return wanted.map((one, nth) => ({
      type: "text" as const,
      style: {
        text: one.text,
        x: box.x + box.width + 10,
        y: tops[nth] ?? 0,
        verticalAlign: "middle" as const,
        fill: one.fill,
        font: `${one.fill === colour.ink ? "600 14px" : "12px"} ${FONT}`,
      },
    }));
  });

  const cursor = drawn("cursor", 5, (api, box) => {
    const value = at === undefined ? undefined : values[at]?.value;
    if (at === undefined) return [];
    const x = place(api, at, axis.min)[0];
    return [
      { type: "line", shape: { x1: x, y1: box.y, x2: x, y2: box.y + box.height }, style: { stroke: colour.faint, lineWidth: 1 } },
      ...(known(value)
        ? [
            {
              type: "circle" as const,
              shape: { cx: x, cy: place(api, at, value)[1], r: 5.5 },
              style: { fill: colour.ground, stroke: colour.ink, lineWidth: 2 },
            },
          ]
        : []),
    ];
  });

  const pinned = drawn("pins", 7, (api, box) => {
    const stacked = new Map<number, number>();
    return pins.flatMap((pin) => {
      const value = values[pin.period]?.value;
      const x = place(api, pin.period, 0)[0];
      const base = known(value) ? place(api, pin.period, value)[1] : box.y + box.height;
      const level = stacked.get(pin.period) ?? 0;
      stacked.set(pin.period, level + 1);
      const y = Math.max(box.y + 10, base - 26 - level * 21);
      return [
        ...(level === 0 ? [{ type: "line" as const, shape: { x1: x, y1: base - 5, x2: x, y2: y + 9 }, style: { stroke: colour.accent, lineWidth: 1 } }] : []),
        { type: "circle" as const, shape: { cx: x, cy: y, r: 9 }, style: { fill: colour.accent } },
        {
          type: "text" as const,
          style: { text: String(pin.number), x, y: y + 0.5, align: "center" as const, verticalAlign: "middle" as const, fill: colour.ground, font: `600 11px ${FONT}` },
        },
      ];
    });
  });

  return {
    animation: false,
    textStyle: { fontFamily: FONT },
    grid: { left: 4, right: narrow ? 8 : 168, top: 28, bottom: 4, containLabel: true },
    xAxis: {
      type: "category",
      data: points.map((point) => periodTick(point.period, reading.window.grain, reading.zone)),
      boundaryGap: true,
      axisTick: { show: false },
      axisLine: { lineStyle: { color: colour.line } },
      axisLabel: { color: colour.soft, fontSize: 12, hideOverlap: true, margin: 10 },
    },
    yAxis: {
      type: "value",
      min: axis.min,
      max: axis.max,
      interval: axis.step,
      axisLabel: { color: colour.soft, fontSize: 12, formatter: (number: number) => axisWords(number, kpi, axis.step) },
      splitLine: { lineStyle: { color: colour.line, width: 1 } },
    },
    series: [
      provisional,
      band,
      limit("upper", limits.map((one) => one.upper)),
      limit("lower", limits.map((one) => one.lower)),
      window,
      lines,
      {
        id: "settled",
        type: "line",
        data: settled.map((value, nth) => ({ value, itemStyle: dotStyle(values[nth]?.sample === "enough", colour) })) as never,
        symbol: "circle",
        showAllSymbol: true,
        symbolSize: points.length > 60 ? 0 : 5,
        silent: true,
        z: 3,
        lineStyle: { color: colour.ink, width: 2 },
      },
      {
        id: "open",
        type: "line",
        data: open.map((value, nth) => {
          const point = points[nth];
          return { value, symbolSize: point !== undefined && unsettled(point) ? 5 : 0, itemStyle: dotStyle(false, colour) };
        }) as never,
        symbol: "circle",
        showAllSymbol: true,
        silent: true,
        z: 3,
        lineStyle: { color: colour.ink, width: 2, type: [2, 4] },
      },
      cursor,
      pinned,
      labels,
    ],
  };
}

function dotStyle(full: boolean, colour: Colours) {
  return { color: full ? colour.ink : colour.ground, borderColor: colour.ink, borderWidth: full ? 0 : 1.5 };
}

interface Limits {
  lower: number | null;
  upper: number | null;
}

/** The limits of what is usual. Below the least a unit can be there is no limit. */
export function limitsOf(reading: Reading): Limits[] {
  return reading.points.map(({ lower_limit: lower, upper_limit: upper }) => ({
    lower: known(lower) && !(lower <= 0 && neverBelowZero(reading.kpi.unit)) ? lower : null,
    upper: known(upper) ? upper : null,
  }));
}

/**
 * The axis for what is final. What has come of a period that is not over stretches it only where it lies near; else the
 * line leaves the picture, and its number stands beside.
 */
export function axisFor(reading: Reading, limits: readonly Limits[], targets: readonly number[]): Axis {
  const over = reading.points.filter((point) => point.period.complete).map((point) => point.value);
  const settled = over.some((value) => known(value.value)) ? over : reading.points.map((point) => point.value);
  const held = [
    ...settled.filter((value) => value.sample === "enough").flatMap((value) => [value.low, value.high]),
    ...settled.map((value) => value.value),
    ...limits.flatMap((one) => [one.lower, one.upper]),
    // What is usual reaches down to nothing: then so does the axis.
    ...(limits.some((one) => one.lower === null && one.upper !== null) ? [0] : []),
    ...targets,
  ].filter(known);
  const [low, high] = [Math.min(...held), Math.max(...held)];
  const reach = (high - low) * 0.5;
  const near = reading.points.map((point) => point.value.value).filter(known).filter((one) => one >= low - reach && one <= high + reach);
  return axisOf([...held, ...near], { fromZero: false, unit: reading.kpi.unit });
}

function lastKnown(reading: Reading): number | undefined {
  return reading.points.map((point) => point.value.value).filter(known).at(-1);
}

function targetWords(reading: Reading, bound: number): string {
  const target = reading.target;
  if (!target) return "";
  return bound === target.at_least
    ? targeted({ ...target, at_most: null }, reading.kpi)
    : targeted({ ...target, at_least: null }, reading.kpi);
}

/** A number on an axis, with no more decimals than its steps need. */
export function axisWords(number: number, kpi: KpiHead, step: number): string {
  const needed = Math.max(0, Math.min(6, -Math.floor(Math.log10(step) + 1e-9)));
  const decimals = Number.isInteger(step * 10 ** needed) ? needed : needed + 1;
  return written(number, { ...kpi, decimals: Math.min(decimals, Math.max(kpi.decimals, decimals)) });
}
