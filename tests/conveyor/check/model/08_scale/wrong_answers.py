"""None: nobody proves this module's strength."""
