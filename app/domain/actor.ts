/** Who asks: a signed-in member of one workspace, or an API key of it. */
export type Role = "owner" | "admin" | "member";

export type Actor = { userId: string; workspaceId: string; role: Role };

const RANK: Record<Role, number> = { member: 1, admin: 2, owner: 3 };

export function mayActAs(role: Role, needed: Role): boolean {
  return RANK[role] >= RANK[needed];
}
