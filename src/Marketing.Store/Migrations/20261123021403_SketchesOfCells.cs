using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Marketing.Store.Migrations
{
    /// <inheritdoc />
    public partial class SketchesOfCells : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<byte[]>(
                name: "sketch",
                schema: "analytics",
                table: "cells",
                type: "bytea",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "sketch",
                schema: "analytics",
                table: "cells");
        }
    }
}
