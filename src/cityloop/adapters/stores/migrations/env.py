"""Runs the steps over the connection handed in, for the tables of the journal handed in."""

from alembic import context

from cityloop.adapters.stores.schema import version_table

given = context.config.attributes
context.configure(
    connection=given["connection"],
    version_table=version_table(given["journal"]),
    transactional_ddl=True,
    transaction_per_migration=False,
)
context.run_migrations()
