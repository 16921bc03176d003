import { describe, expect, it } from "vitest";
import { reachByCompany } from "../../app/domain/company-spread.ts";

describe("company spread", () => {
  it("reaches an inbox over a chain of companies, whatever their order", () => {
    expect(
      reachByCompany(
        ["a"],
        [
          ["c", "d"],
          ["b", "c"],
          ["a", "b"],
          ["x", "y"],
        ],
      ).sort(),
    ).toEqual(["a", "b", "c", "d"]);
  });

  it("reaches nobody else without a company in common", () => {
    expect(reachByCompany(["a", "b"], [["x", "y"]])).toEqual(["a", "b"]);
  });
});
