import type { LoaderFunctionArgs } from "@remix-run/node";
import { Link, type MetaFunction, useLoaderData } from "@remix-run/react";
import { ButtonLink } from "../components/button.tsx";
import { DataTable } from "../components/data-table.tsx";
import { EmptyState } from "../components/empty-state.tsx";
import { FilterBar } from "../components/filter-bar.tsx";
import { PageHeader } from "../components/page-header.tsx";
import { Pager } from "../components/pager.tsx";
import { activeReplyFilters, replySelects } from "../components/reply-filters.ts";
import { CATEGORY_WORDS, CLASS_WORDS } from "../components/reply-words.ts";
import { StatusBadge } from "../components/status-badge.tsx";
import { TimeText } from "../components/time-text.tsx";
import { countUnread } from "../use-cases/replies/count-unread.server.ts";
import { listReplies } from "../use-cases/replies/list-replies.server.ts";
import { listReplyChoices } from "../use-cases/replies/list-reply-choices.server.ts";
import { filtersOf, replyFilters } from "../use-cases/replies/reply-input.ts";
import { answerPage } from "../web/answer-page.server.ts";
import { parsePageRequest, parseValue, queryOf } from "../web/parse.server.ts";

export const meta: MetaFunction = () => [{ title: "Replies · LeadBitz" }];

export async function loader(args: LoaderFunctionArgs) {
  return answerPage(args, async ({ app, actor, member, now, url }) => {
    const filters = filtersOf(parseValue(queryOf(url), replyFilters));
    const [page, choices, unreadCount] = await Promise.all([
      listReplies(app, actor, { ...parsePageRequest(url), ...filters, kind: filters.kind ?? "answers" }),
      listReplyChoices(app, actor),
      countUnread(app, actor),
    ]);
    // Bounces alone are not shown at first, yet the filters lead to them.
    const hasAny =
      page.items.length > 0 ||
      (await listReplies(app, actor, { limit: 1, cursor: null, kind: "all" })).items.length > 0;
    return { ...page, ...choices, hasAny, unreadCount, now, timeZone: member.timeZone, query: url.search };
  });
}

export default function Replies() {
  const { items, pageInfo, campaigns, inboxes, hasAny, unreadCount, now, timeZone, query } =
    useLoaderData<typeof loader>();
  const params = new URLSearchParams(query);
  const active = activeReplyFilters(params, { campaigns, inboxes });
  const unread = unreadCount === 1 ? "1 conversation is unread." : `${unreadCount} conversations are unread.`;
  return (
    <>
      <PageHeader title="Replies" answer={unreadCount === 0 ? "Everything is read." : unread} />
      {hasAny && (
        <FilterBar
          label="Filter replies"
          search={{ name: "q", label: "Name, address, company or subject", defaultValue: params.get("q") ?? "" }}
          selects={replySelects(params, { campaigns, inboxes })}
          active={active}
          clearTo="/app/replies"
        />
      )}
      <DataTable
        caption="Replies"
        rows={items}
        rowKey={(row) => row.conversationId}
        empty={<NoReplies isFiltered={hasAny && active.length > 0} />}
        columns={[
          {
            key: "person",
            header: "From",
            render: (row) => (
              <Link
                to={`/app/replies/${row.conversationId}`}
                className={row.isUnread ? "link one-line font-semibold" : "link one-line"}
                dir="auto"
              >
                {row.leadName || row.leadEmail || "Unknown sender"}
                {row.isUnread && <span className="sr-only"> (unread)</span>}
              </Link>
            ),
          },
          {
            key: "subject",
            header: "Subject",
            from: "md",
            render: (row) => (
              <span className="one-line" dir="auto">
                {row.subject}
              </span>
            ),
          },
          { key: "state", header: "What it is", render: (row) => <Sorted category={row.category} found={row.class} /> },
          {
            key: "campaign",
            header: "Campaign",
            from: "lg",
            render: (row) => <span className="one-line">{row.campaignName}</span>,
          },
          {
            key: "inbox",
            header: "Inbox",
            from: "xl",
            render: (row) => <span className="one-line">{row.inboxEmail}</span>,
          },
          {
            key: "at",
            header: "Last answer",
            align: "right",
            render: (row) => row.lastInboundAt && <TimeText at={row.lastInboundAt} now={now} timeZone={timeZone} />,
          },
        ]}
      />
      {items.length > 0 && (
        <Pager
          newerTo={params.has("cursor") ? withCursor(params, null) : undefined}
          olderTo={olderTo(params, pageInfo.nextCursor)}
        />
      )}
    </>
  );
}

function Sorted({ category, found }: { category: keyof typeof CATEGORY_WORDS | null; found: string | null }) {
  const shown = category ? CATEGORY_WORDS[category] : CLASS_WORDS[found ?? ""];
  return shown ? <StatusBadge tone={shown.tone} word={shown.word} /> : null;
}

function NoReplies({ isFiltered }: { isFiltered: boolean }) {
  if (isFiltered) {
    return (
      <EmptyState
        title="No reply matches these filters"
        reason="Nothing is hidden or lost: remove a filter to see more."
        action={<ButtonLink to="/app/replies">Clear all filters</ButtonLink>}
      />
    );
  }
  return (
    <EmptyState
      title="No replies yet"
      reason="Answers to your campaigns appear here within a minute or two of their arrival, whatever folder they land in."
      action={<ButtonLink to="/app/campaigns">See campaigns</ButtonLink>}
    />
  );
}

function olderTo(params: URLSearchParams, cursor: string | null) {
  return cursor === null ? undefined : withCursor(params, cursor);
}

/** Newer goes back to the first page: cursors run one way. */
function withCursor(params: URLSearchParams, cursor: string | null) {
  const next = new URLSearchParams(params);
  if (cursor === null) next.delete("cursor");
  else next.set("cursor", cursor);
  return `/app/replies?${next}`;
}
