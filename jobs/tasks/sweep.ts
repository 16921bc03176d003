import type { AppContext } from "../../app/context.ts";
import { sweepImports } from "../../app/use-cases/system/sweep-imports.server.ts";
import { sweepSends } from "../../app/use-cases/system/sweep-sends.server.ts";

export async function sweepTask(app: AppContext): Promise<void> {
  const { takenUpCount, withdrawnCount } = await sweepSends(app);
  if (takenUpCount + withdrawnCount > 0) {
    app.log.info({ event: "sweep.done", taken_up_count: takenUpCount, withdrawn_count: withdrawnCount });
  }
  await sweepImports(app);
}
