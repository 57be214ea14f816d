// Two questions, two marks, as in statistical process control: is it changing, and will it meet its target?
// Shape, colour and words each say the same, so that none of them is needed to understand the others.

/** How a mark looks: a colour of meaning, and which way the value moves if that is known. */
export interface VariationLook {
  tone: "calm" | "improving" | "concerning";
  shape: "path" | "circle" | "diamond" | "dots";
  arrow: "up" | "down" | "none";
  label: string;
}

/** How variation looks. What is steady is a path between its limits. A change for the better is a ring, one for the worse a filled diamond; the arrow is the value's way. */
export function variationLook(mark: string, direction: string): VariationLook {
  switch (mark) {
    case "improving":
      return { tone: "improving", shape: "circle", arrow: direction === "higher" ? "up" : direction === "lower" ? "down" : "none", label: "Improving" };
    case "worsening":
      return { tone: "concerning", shape: "diamond", arrow: direction === "higher" ? "down" : direction === "lower" ? "up" : "none", label: "Worsening" };
    case "unusual":
      return { tone: "concerning", shape: "diamond", arrow: "none", label: "Unusual" };
    case "too_few_points":
      return { tone: "calm", shape: "dots", arrow: "none", label: "Too few points to judge" };
    default:
      return { tone: "calm", shape: "path", arrow: "none", label: "Steady" };
  }
}

export interface AssuranceLook {
  tone: "calm" | "improving" | "concerning";
  shape: "hit" | "edge" | "outside" | "none";
  label: string;
}

/** How assurance looks: a round target with the shot in its middle, on its edge, or outside it. */
export function assuranceLook(mark: string): AssuranceLook {
  switch (mark) {
    case "will_meet":
      return { tone: "improving", shape: "hit", label: "Will meet its target" };
    case "may_miss":
      return { tone: "calm", shape: "edge", label: "May miss its target" };
    case "will_miss":
      return { tone: "concerning", shape: "outside", label: "Will miss its target" };
    case "too_few_points":
      return { tone: "calm", shape: "none", label: "Too few points to judge" };
    default:
      return { tone: "calm", shape: "none", label: "No target" };
  }
}
