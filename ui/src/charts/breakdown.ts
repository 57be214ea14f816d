// A KPI by the values of a dimension as an ECharts option: dots with whiskers, or bars where the number is an amount.
import type { CustomSeriesRenderItemReturn, EChartsOption } from "echarts";

import type { KpiHead, TargetHead, Value } from "../api/types";
import { known, written } from "../words/numbers";
import { axisOf } from "./scale";
import { axisWords } from "./series";
import { bounds } from "./sparkline";
import { type Colours, FONT } from "./theme";

export interface Part {
  title: string;
  value: Value;
}

export interface BreakdownView {
  kpi: KpiHead;
  /** In the order shown, from the top. */
  parts: readonly Part[];
  /** The number for all of them together. */
  whole: Value | undefined;
  target: TargetHead | null | undefined;
  /** Whether parts add up to the whole, so that a bar from zero is honest. */
  adds: boolean;
  narrow: boolean;
}

export const ROW_PX = 28;
export const EDGES_PX = 52;

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** The option of the breakdown chart. */
export function breakdownOption({ kpi, parts, whole, target, adds, narrow }: BreakdownView, colour: Colours): EChartsOption {
  const targets = adds ? [] : bounds(target);
  const middle = adds ? undefined : (whole?.value ?? undefined);
  const sure = parts.filter((part) => part.value.sample === "enough");
  const shown = sure.length > 0 ? sure : parts;
  const axis = axisOf(
    [
      ...parts.map((part) => part.value.value),
      ...shown.flatMap((part) => [part.value.low, part.value.high]),
      ...targets,
      middle,
    ].filter(known),
    { fromZero: adds, unit: kpi.unit },
  );
  const hold = (number: number) => Math.min(axis.max, Math.max(axis.min, number));
  const nameWidth = narrow ? 132 : 200;

  return {
    animation: false,
    textStyle: { fontFamily: FONT },
    grid: { left: nameWidth + 12, right: narrow ? 72 : 84, top: 24, bottom: 28 },
    yAxis: {
      type: "category",
      inverse: true,
      data: parts.map((part) => part.title),
      axisTick: { show: false },
      axisLine: { show: false },
      axisLabel: { color: colour.ink, fontSize: 13, width: nameWidth, overflow: "truncate", interval: 0, margin: 12 },
    },
    xAxis: {
      type: "value",
      min: axis.min,
      max: axis.max,
      interval: axis.step,
      axisLabel: { color: colour.soft, fontSize: 12, hideOverlap: true, formatter: (number: number) => axisWords(number, kpi, axis.step) },
      splitLine: { lineStyle: { color: colour.line } },
    },
    series: [
      {
        id: "lines",
        type: "custom",
        silent: true,
        z: 1,
        data: [[0, 0]],
        clip: false,
        renderItem: (params, api) => {
          const box = params.coordSys as unknown as Box;
          const rule = (at: number, text: string, stroke: string, dash: number[] | null, align: "left" | "center" | "right") => {
            const [x = 0] = api.coord([at, 0]);
            const gap = align === "left" ? -3 : align === "right" ? 3 : 0;
            return [
              { type: "line" as const, shape: { x1: x, y1: box.y, x2: x, y2: box.y + box.height }, style: { stroke, lineWidth: 1.25, ...(dash === null ? {} : { lineDash: dash }) } },
              { type: "text" as const, style: { text, x: x + gap, y: box.y - 5, align, verticalAlign: "bottom" as const, fill: stroke, font: `12px ${FONT}` } },
            ];
          };
          // Two words side by side need room; where there is none, each stands on its own side of its line.
          const near = (one: number) => known(middle) && Math.abs((api.coord([one, 0])[0] ?? 0) - (api.coord([middle, 0])[0] ?? 0)) < 44;
          const first = targets.find(near);
          return {
            type: "group",
            children: [
              ...(known(middle) ? rule(middle, "all", colour.soft, null, first === undefined ? "center" : first < middle ? "left" : "right") : []),
              ...targets.flatMap((one) => rule(one, "target", colour.accent, [5, 4], known(middle) && near(one) ? (one < middle ? "right" : "left") : "center")),
            ],
          } as CustomSeriesRenderItemReturn;
        },
      },
      {
        id: "parts",
        type: "custom",
        silent: true,
        z: 3,
        data: parts.map((part, nth) => [part.value.value ?? 0, nth]),
        encode: { x: 0, y: 1 },
        clip: false,
        renderItem: (params, api) => {
          const part = parts[params.dataIndex];
          const value = part?.value.value;
          const box = params.coordSys as unknown as Box;
          if (part === undefined) return { type: "group", children: [] };
          const [x = 0, y = 0] = api.coord([known(value) ? hold(value) : axis.min, params.dataIndex]);
          const enough = part.value.sample === "enough";
          const ink = enough ? colour.ink : colour.soft;
          const words = {
            type: "text" as const,
            style: {
              text: known(value) ? written(value, kpi) : "no value",
              x: box.x + box.width + (narrow ? 70 : 76),
              y,
              align: "right" as const,
              verticalAlign: "middle" as const,
              fill: known(value) ? ink : colour.soft,
              font: `${enough ? 500 : 400} 13px ${FONT}`,
            },
          };
          if (!known(value)) return { type: "group", children: [words] };
          if (adds) {
            const [zero = 0] = api.coord([0, params.dataIndex]);
            return {
              type: "group",
              children: [
                { type: "rect", shape: { x: Math.min(zero, x), y: y - 6, width: Math.abs(x - zero), height: 12 }, style: { fill: enough ? colour.accent : colour.faint } },
                words,
              ],
            } as CustomSeriesRenderItemReturn;
          }
          const { low, high } = part.value;
          const whisker =
            known(low) && known(high)
              ? [{ type: "line" as const, shape: { x1: api.coord([hold(low), 0])[0] ?? x, y1: y, x2: api.coord([hold(high), 0])[0] ?? x, y2: y }, style: { stroke: enough ? colour.soft : colour.faint, lineWidth: 2 } }]
              : [];
          return {
            type: "group",
            children: [
              ...whisker,
              { type: "circle", shape: { cx: x, cy: y, r: 4.5 }, style: { fill: enough ? colour.ink : colour.ground, stroke: ink, lineWidth: 1.5 } },
              words,
            ],
          } as CustomSeriesRenderItemReturn;
        },
      },
    ],
  };
}
