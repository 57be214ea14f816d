// The parts of ECharts that our charts are made of. Loaded only by pages that have a chart.
import { CustomChart, LineChart, ScatterChart } from "echarts/charts";
import { GridComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";

use([CustomChart, LineChart, ScatterChart, GridComponent, CanvasRenderer]);

export { init };
export type { EChartsType } from "echarts/core";
