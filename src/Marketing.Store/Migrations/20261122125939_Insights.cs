using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Marketing.Store.Migrations
{
    /// <inheritdoc />
    public partial class Insights : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.EnsureSchema(
                name: "analytics");

            migrationBuilder.CreateTable(
                name: "campaign_plans",
                schema: "analytics",
                columns: table => new
                {
                    plan_id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    goal = table.Column<string>(type: "text", nullable: false),
                    segment_id = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    budget = table.Column<decimal>(type: "numeric", nullable: false),
                    channel = table.Column<string>(type: "text", nullable: false),
                    first_day = table.Column<DateOnly>(type: "date", nullable: false),
                    last_day = table.Column<DateOnly>(type: "date", nullable: false),
                    control_share = table.Column<double>(type: "double precision", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    expected = table.Column<string>(type: "jsonb", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_campaign_plans", x => x.plan_id);
                });

            migrationBuilder.CreateTable(
                name: "cells",
                schema: "analytics",
                columns: table => new
                {
                    family = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    dimension = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    value = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    first_day = table.Column<DateOnly>(type: "date", nullable: false),
                    last_day = table.Column<DateOnly>(type: "date", nullable: false),
                    customers = table.Column<long>(type: "bigint", nullable: false),
                    second = table.Column<long>(type: "bigint", nullable: false),
                    third = table.Column<long>(type: "bigint", nullable: false),
                    orders = table.Column<long>(type: "bigint", nullable: false),
                    units = table.Column<double>(type: "double precision", nullable: false),
                    revenue = table.Column<double>(type: "double precision", nullable: false),
                    returned = table.Column<double>(type: "double precision", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_cells", x => new { x.family, x.dimension, x.first_day, x.last_day, x.value });
                });

            migrationBuilder.CreateTable(
                name: "cleaning_bounds",
                schema: "shop",
                columns: table => new
                {
                    field = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    item_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    observations = table.Column<long>(type: "bigint", nullable: false),
                    median = table.Column<double>(type: "double precision", nullable: false),
                    low = table.Column<double>(type: "double precision", nullable: false),
                    high = table.Column<double>(type: "double precision", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_cleaning_bounds", x => new { x.field, x.item_id });
                });

            migrationBuilder.CreateTable(
                name: "cleaning_marks",
                schema: "shop",
                columns: table => new
                {
                    user_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    event_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    rules = table.Column<string[]>(type: "text[]", nullable: false),
                    set_aside = table.Column<string>(type: "text", nullable: true),
                    price = table.Column<decimal>(type: "numeric", nullable: true),
                    quantity = table.Column<decimal>(type: "numeric", nullable: true),
                    value = table.Column<double>(type: "double precision", nullable: true),
                    currency = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_cleaning_marks", x => new { x.user_id, x.event_id });
                    table.ForeignKey(
                        name: "FK_cleaning_marks_events_user_id_event_id",
                        columns: x => new { x.user_id, x.event_id },
                        principalSchema: "shop",
                        principalTable: "events",
                        principalColumns: new[] { "user_id", "event_id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "cleaning_runs",
                schema: "shop",
                columns: table => new
                {
                    run_id = table.Column<Guid>(type: "uuid", nullable: false),
                    started_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    finished_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    scope_from = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    scope_to = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    events = table.Column<long>(type: "bigint", nullable: false),
                    currency = table.Column<string>(type: "text", nullable: true),
                    counts = table.Column<string>(type: "jsonb", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_cleaning_runs", x => x.run_id);
                });

            migrationBuilder.CreateTable(
                name: "intake",
                schema: "shop",
                columns: table => new
                {
                    day = table.Column<DateOnly>(type: "date", nullable: false),
                    source = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    outcome = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    lag = table.Column<short>(type: "smallint", nullable: false),
                    rows = table.Column<long>(type: "bigint", nullable: false),
                    last_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_intake", x => new { x.day, x.source, x.outcome, x.lag });
                });

            migrationBuilder.CreateTable(
                name: "state",
                schema: "analytics",
                columns: table => new
                {
                    state_id = table.Column<int>(type: "integer", nullable: false),
                    refreshed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    last_day = table.Column<DateOnly>(type: "date", nullable: false),
                    received_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    currency = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_state", x => x.state_id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_events_received",
                schema: "shop",
                table: "events",
                column: "received_at")
                .Annotation("Npgsql:IndexMethod", "brin");

            migrationBuilder.CreateIndex(
                name: "IX_campaign_plans_first_day",
                schema: "analytics",
                table: "campaign_plans",
                column: "first_day");

            // What all that learns reads. A mark's price of NaN stands for "none".
            migrationBuilder.Sql(
                """
                CREATE VIEW shop.clean_events AS
                SELECT e.user_id, e.event_id, e.type, e.session_id, e.item_id, e.occurred_at, e.received_at,
                    coalesce(m.value, e.value) AS value, coalesce(m.quantity, e.quantity) AS quantity,
                    nullif(coalesce(m.price, e.price), 'NaN'::numeric) AS price, coalesce(m.currency, e.currency) AS currency,
                    e.order_id, e.query, e.text, e.language, e.recommendation_id, e.decision_id, e.ad_id, e.placement, e.channel, e.attributes, e.weight
                FROM shop.events e LEFT JOIN shop.cleaning_marks m ON m.user_id = e.user_id AND m.event_id = e.event_id
                WHERE e.weight > 0 AND m.set_aside IS NULL
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("DROP VIEW shop.clean_events");
            migrationBuilder.DropTable(
                name: "campaign_plans",
                schema: "analytics");

            migrationBuilder.DropTable(
                name: "cells",
                schema: "analytics");

            migrationBuilder.DropTable(
                name: "cleaning_bounds",
                schema: "shop");

            migrationBuilder.DropTable(
                name: "cleaning_marks",
                schema: "shop");

            migrationBuilder.DropTable(
                name: "cleaning_runs",
                schema: "shop");

            migrationBuilder.DropTable(
                name: "intake",
                schema: "shop");

            migrationBuilder.DropTable(
                name: "state",
                schema: "analytics");

            migrationBuilder.DropIndex(
                name: "IX_events_received",
                schema: "shop",
                table: "events");
        }
    }
}
