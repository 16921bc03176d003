/** Writes down every change of a mail's status in a test's database, whichever statement makes it. */

import type { SendJobStatus } from "../../../app/domain/send-ledger.ts";
import type { DatabaseClient } from "../../../db/client.ts";

export type RecordedMove = { from: SendJobStatus; to: SendJobStatus; isFenceRaised: boolean; count: number };

/** Installs the trigger; the answer lists what it saw since. */
export async function recordMoves(db: DatabaseClient): Promise<() => Promise<RecordedMove[]>> {
  await db.pool.query(`
    create table recorded_moves (from_status text not null, to_status text not null, is_raised boolean not null);
    create function record_move() returns trigger language plpgsql as $$
      begin
        insert into recorded_moves values (old.status, new.status, new.fence > old.fence);
        return null;
      end $$;
    create trigger record_move after update on send_jobs
      for each row when (old.status is distinct from new.status) execute function record_move();`);
  return async () => {
    const { rows } = await db.pool.query<RecordedMove>(
      `select from_status as "from", to_status as "to", is_raised as "isFenceRaised", count(*)::int as count
       from recorded_moves group by 1, 2, 3 order by 1, 2, 3`,
    );
    return rows;
  };
}
