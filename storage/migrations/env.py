"""How alembic runs our migrations: on the connection it is given, all of them in one transaction."""

from alembic import context

from storage.tables import metadata

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    render_as_batch=connection.dialect.name == "sqlite",  # SQLite changes a table by writing it anew
    transactional_ddl=True,
    compare_server_default=True,
)
context.run_migrations()
